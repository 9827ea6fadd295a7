import { action } from "../../../mixins/actions/action.ts";
import { fail } from "../returns.errors.ts";
import { params } from "../returns.schema.ts";
import { fetchReturn, returnsOf, searchReturns, toReturn } from "../store/returns.ts";

/** Returns a return, only of `customer_id` when given. Throws `return_not_found`. */
export const get = action("returns.get", params.get, async ({ store_id, return_id, customer_id }, { db }) => {
  const found = toReturn(await fetchReturn(db, store_id, return_id));
  if (customer_id !== undefined && found.customer_id !== customer_id) throw fail("return_not_found");
  return found;
});

/** The returns of an order, oldest first. */
export const ofOrder = action("returns.ofOrder", params.ofOrder, (ref, { db }) => returnsOf(db, ref));

/** Lists returns, newest first. Throws `invalid_cursor`. */
export const search = action("returns.search", params.search, (request, { db }) => searchReturns(db, request));
