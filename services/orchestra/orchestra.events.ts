import { eraseRuns } from "@seller-orchestra/durable";
import { onErasure } from "../../mixins/actions/erasure.ts";
import { storeOf } from "../../mixins/db/store.ts";
import type { Call, OrderRef } from "../contracts.ts";
import { cacheKey } from "./orchestra.rules.ts";
import { isPersonal } from "./personal.rules.ts";

/**
 * Invalidates the cached detail of an order that changed outside of a workflow. When the signal is lost, the detail
 * expires by its time to live.
 */
export async function dropStaleDetail(order: OrderRef & { revision: number }, call: Call): Promise<void> {
  await call("cache.delete", { key: cacheKey(order), version: order.revision - 1 });
}

/**
 * Invalidates the cached detail of an order whose fulfilments belonged to an erased customer. The revision of
 * the order does not change, so a slow reader must not store again what it read of this revision earlier.
 */
export async function dropDetail(order: OrderRef, call: Call): Promise<void> {
  const key = cacheKey(order);
  await call("cache.delete", { key });
  const block = async () => {
    const { revision } = await call("orders.get", order);
    await call("cache.delete", { key, version: revision });
  };
  // One after another: an erased customer may have had thousands of orders.
  const blocked = blocking.then(block);
  blocking = blocked.catch(() => undefined);
  await blocked;
}

let blocking = Promise.resolve();

/** Removes an erased customer from the journal. */
export const forgetCustomer = onErasure("forget", ({ store_id, customer_id }, { db, tx }) =>
  eraseRuns(storeOf(db), tx, { store_id, customer_id }, isPersonal),
);
