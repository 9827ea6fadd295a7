import { action } from "../../../mixins/actions/action.ts";
import { params } from "../orders.schema.ts";
import * as orders from "../store/orders.ts";
import { searchOrders } from "../store/search.ts";

/** Finds orders, newest first by default, a page at a time. Throws `invalid_cursor`. */
export const search = action("orders.search", params.search, (search, { db }) => searchOrders(db, search));

/** Returns an order with its items and timeline. Throws `order_not_found`. */
export const get = action("orders.get", params.get, ({ store_id, order_id }, { db }) =>
  orders.fetchDetail(db, store_id, order_id),
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
