import { action } from "../../../mixins/actions/action.ts";
import type { Call, FullOrder, OrderRef } from "../../contracts.ts";
import { cacheKey } from "../orchestra.rules.ts";
import { params } from "../orchestra.schema.ts";
import { params as ownOrders } from "../schemas/own-orders.ts";

const keptSeconds = 600;

/**
 * Gives an order with its money, its fulfilments and its returns, from the cache where it is there.
 * Throws `order_not_found`.
 */
export const getOrder = action("orchestra.getOrder", params.getOrder, async (ref, { call }) => fetchKept(call, ref));

/** The same by its readable number, for the customer whose it is. Throws `order_not_found`. */
export const getCustomerOrder = action(
  "orchestra.getCustomerOrder",
  ownOrders.getCustomerOrder,
  async (asked, { call }) => {
    const { order_id } = await call("orders.findByNumber", asked);
    const { order } = await fetchKept(call, { store_id: asked.store_id, order_id });
    return { order };
  },
);

async function fetchKept(call: Call, ref: OrderRef): Promise<{ order: FullOrder; cached: boolean }> {
  const key = cacheKey(ref);
  const kept = await call("cache.get", { key });
  if (kept) return { order: kept.value as FullOrder, cached: true };
  const order = await fetchOrder(call, ref);
  await call("cache.set", { key, value: order, version: order.revision, ttl_s: keptSeconds });
  return { order, cached: false };
}

// The order first: a change elsewhere raises its revision only after it is done, so what is read beside a revision is
// never older than it.
async function fetchOrder(call: Call, ref: OrderRef): Promise<FullOrder> {
  const order = await call("orders.get", ref);
  const [money, fulfillments, returns] = await Promise.all([
    call("payments.ofOrder", ref),
    call("shipments.ofOrder", ref),
    call("returns.ofOrder", ref),
  ]);
  return { ...order, money, fulfillments, returns };
}
