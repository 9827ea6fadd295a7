import { action } from "../../../mixins/actions/action.ts";
import { params } from "../customers.schema.ts";
import { searchCustomers } from "../store/search.ts";

/** Finds customers by filter, sorted, a page at a time. */
export const search = action("customers.search", params.search, (search, { db }) => searchCustomers(db, search));
