import { action } from "../../../mixins/actions/action.ts";
import { params } from "../customers.schema.ts";
import { assertCustomer, fetchCustomer } from "../store/customers.ts";

/** Gives one customer. Throws `customer_not_found`. */
export const get = action("customers.get", params.get, (ref, { db }) => fetchCustomer(db, ref));

/** Says that there is such a customer. Throws `customer_not_found`. */
export const exists = action("customers.exists", params.exists, async ({ store_id, customer_id }, { db }) => {
  await assertCustomer(db, store_id, customer_id);
  return true as const;
});
