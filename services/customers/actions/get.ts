import { action } from "../../../mixins/action.ts";
import { params } from "../customers.schemas.ts";
import { fetchCustomer } from "../store/customers.ts";

/** Gives one customer. Throws `customer_not_found`. */
export const get = action("customers.get", params.get, (ref, { db }) => fetchCustomer(db, ref));
