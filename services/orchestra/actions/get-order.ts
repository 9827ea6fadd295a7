import { action } from "../../../mixins/actions/action.ts";
import type { Call, FullOrder, OrderRef } from "../../contracts.ts";
import { cacheKey } from "../orchestra.rules.ts";
import { params } from "../orchestra.schema.ts";
import { params as ownOrders } from "../schemas/own-orders.ts";

const ttlSeconds = 600;

/** Gets an order with its payments, fulfilments and returns, from the cache when possible. Throws `order_not_found`. */
export const getOrder = action("orchestra.getOrder", params.getOrder, async (ref, { call }) => fetchCached(call, ref));

/** Gets a customer's own order by its number. Throws `order_not_found`. */
export const getCustomerOrder = action(
  "orchestra.getCustomerOrder",
  ownOrders.getCustomerOrder,
  async (ref, { call }) => {
    const { order_id } = await call("orders.findByNumber", ref);
    const { order } = await fetchCached(call, { store_id: ref.store_id, order_id });
    return { order };
  },
);

async function fetchCached(call: Call, ref: OrderRef): Promise<{ order: FullOrder; cached: boolean }> {
  const key = cacheKey(ref);
  const { entry, read_at } = await call("cache.get", { key });
  if (entry) return { order: entry.value as FullOrder, cached: true };
  const order = await fetchOrder(call, ref);
  await call("cache.set", { key, value: order, version: order.revision, ttl_s: ttlSeconds, read_at });
  return { order, cached: false };
}

// The order first: changes in other services raise its revision after they are done, so what is read later is never older
// than the revision.
async function fetchOrder(call: Call, ref: OrderRef): Promise<FullOrder> {
  const order = await call("orders.getWithReturns", ref);
  const [money, fulfillments] = await Promise.all([call("payments.ofOrder", ref), call("shipments.ofOrder", ref)]);
  return { ...order, money, fulfillments };
}
