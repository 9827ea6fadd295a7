import { action } from "../../../mixins/actions/action.ts";
import { fail } from "../orders.errors.ts";
import { params } from "../orders.schema.ts";
import * as orders from "../store/orders.ts";
import { fetchReturn, searchReturns as findReturns, returnsOf, toReturn } from "../store/returns.ts";
import { searchOrders } from "../store/search.ts";

/** Finds orders, newest first by default, a page at a time. Throws `invalid_cursor`. */
export const search = action("orders.search", params.search, (search, { db }) => searchOrders(db, search));

/** Returns an order with its items, and with its timeline, which the release before takes from here. Throws `order_not_found`. */
export const get = action("orders.get", params.get, async ({ store_id, order_id }, { db }) =>
  orders.detailOf(db, await orders.fetchOrder(db, store_id, order_id)),
);

/** Returns an order with its items. Throws `order_not_found`. */
export const getWithItems = action("orders.getWithItems", params.getWithItems, ({ store_id, order_id }, { db }) =>
  orders.fetchWithItems(db, store_id, order_id),
);

/** Returns an order with its items, timeline and returns. Throws `order_not_found`. */
export const getWithReturns = action("orders.getWithReturns", params.getWithReturns, async (ref, { db }) => {
  // The order first: returns that are read later are never older than its revision.
  const order = await orders.fetchOrder(db, ref.store_id, ref.order_id);
  const [detail, returns] = await Promise.all([orders.detailOf(db, order), returnsOf(db, ref.store_id, ref.order_id)]);
  return { ...detail, returns };
});

/** Returns a return, only of `customer_id` when given. Throws `return_not_found`. */
export const getReturn = action("orders.getReturn", params.getReturn, async ({ customer_id, ...ref }, { db }) => {
  const found = toReturn(await fetchReturn(db, ref));
  if (customer_id !== undefined && found.customer_id !== customer_id) throw fail("return_not_found");
  return found;
});

/** Lists returns, newest first. Throws `invalid_cursor`. */
export const searchReturns = action("orders.searchReturns", params.searchReturns, (request, { db }) =>
  findReturns(db, request),
);

/** Returns the id of an order by its readable number. Throws `order_not_found`, also for another customer's. */
export const findByNumber = action("orders.findByNumber", params.findByNumber, async (request, { db }) => ({
  order_id: await orders.findByNumber(db, request),
}));

/** Returns whether an order that is not yet shipped is to be sent to an address of its customer. */
export const usesAddress = action("orders.usesAddress", params.usesAddress, async (request, { db }) => ({
  used: await orders.isAddressUsed(db, request),
}));

/** Returns how many orders a customer has, cancelled ones too. */
export const countOf = action("orders.countOf", params.countOf, async ({ store_id, customer_id }, { db }) => ({
  orders: await orders.countOrders(db, store_id, customer_id),
}));

/** Returns what orders add to their customers' totals, page by page, for a rebuild of these totals. */
export const tallies = action("orders.tallies", params.tallies, (page, { db }) => orders.fetchTallies(db, page));
