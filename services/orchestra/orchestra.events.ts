import { onErasure } from "../../mixins/actions/erasure.ts";
import type { Call, OrderRef } from "../contracts.ts";
import { cacheKey } from "./orchestra.rules.ts";
import { eraseRuns } from "./store/erasure.ts";

/**
 * Drops the cached detail of an order that changed outside of any workflow, such as by what its timeline heard. A hint
 * that is lost is made good by the end of the cached detail's time.
 */
export async function dropStaleDetail(order: OrderRef & { revision: number }, call: Call): Promise<void> {
  await call("cache.delete", { key: cacheKey(order), version: order.revision - 1 });
}

/**
 * Drops the cached detail of an order whose parcels or returns were those of somebody who was erased. The order itself
 * does not move by it: a reader that is slow may not put back what it read of this revision before.
 */
export async function dropDetail(order: OrderRef, call: Call): Promise<void> {
  const key = cacheKey(order);
  await call("cache.delete", { key });
  const deadLetter = async () => {
    const { revision } = await call("orders.get", order);
    await call("cache.delete", { key, version: revision });
  };
  // One after another: somebody who is erased may have had thousands of orders.
  const buried = burying.then(deadLetter);
  burying = buried.catch(() => undefined);
  await buried;
}

let burying = Promise.resolve();

/** Takes an erased customer out of the journal. */
export const forgetCustomer = onErasure("forget", ({ store_id, customer_id }, { db, tx }) =>
  eraseRuns(db, tx, store_id, customer_id),
);
