import { action } from "../../../mixins/actions/action.ts";
import { params } from "../orders.schema.ts";
import { searchOrders } from "../store/search.ts";

/** Finds orders, newest first unless told, a page at a time. Throws `invalid_cursor`. */
export const search = action("orders.search", params.search, (search, { db }) => searchOrders(db, search));
