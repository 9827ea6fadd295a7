import { action } from "../../../mixins/actions/action.ts";
import { fail } from "../orchestra.errors.ts";
import { params } from "../orchestra.schema.ts";
import { params as ownOrders } from "../schemas/own-orders.ts";

/** An order's fulfilments, the oldest first. Throws `order_not_found`. */
export const listFulfillments = action("orchestra.listFulfillments", params.listFulfillments, async (ref, { call }) => {
  await call("orders.getWithItems", ref);
  return call("shipments.ofOrder", ref);
});

/** The orders of a customer by `user_id`. Throws `customer_not_found`. */
export const listOrdersOf = action(
  "orchestra.listOrdersOf",
  params.listOrdersOf,
  async ({ store_id, user_id, status, ...paging }, { call }) => {
    const { id: customer_id } = await call("customers.get", { store_id, user_id });
    const filter = { customer_id, ...(status ? { status } : {}) };
    return { ...(await call("orders.search", { store_id, filter, ...paging })), user_id };
  },
);

/** A return of a customer's own order. Throws `order_not_found`, `return_not_found`. */
export const getOwnReturn = action(
  "orchestra.getOwnReturn",
  ownOrders.getOwnReturn,
  async ({ return_id, ...order }, { call }) => {
    const { store_id, customer_id } = order;
    const { order_id } = await call("orders.findByNumber", order);
    const found = await call("orders.getReturn", { store_id, customer_id, return_id });
    if (found.order_id !== order_id) throw fail("return_not_found");
    return found;
  },
);
