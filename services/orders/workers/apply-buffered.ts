import type { CoreInstance } from "../../../mixins/core-service.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import type { Worker } from "../../../mixins/jobs/poller.ts";
import type { Signal } from "../../../mixins/messaging/inbox.ts";
import type { TimelineEntry } from "../../contracts.ts";
import { outOfOrder } from "../store/out-of-order.ts";
import { appendToOrder, orderExists } from "../store/timeline.ts";

// Placing an order may resume after a long outage, but hardly later than this.
const keptMs = 7 * 24 * 3600 * 1000;
const leastMs = 2_000;

/** Applies timeline entries that were buffered because their order did not exist yet. */
export const applyBuffered = ({ db }: CoreInstance, signal: Signal): Worker =>
  outOfOrder.worker(db, () => applyDue(db, Date.now(), signal));

/**
 * Adds one buffered entry to the timeline if its order exists by now; otherwise retries later, each time after twice
 * as long, and drops the entry in the end. False when none is due.
 */
export async function applyDue(db: Database, now: number, signal: Signal): Promise<boolean> {
  const outcome = await transaction(db, async (tx) => {
    const [buffered] = await outOfOrder.lock(db, tx, { limit: 1, now });
    if (!buffered) return undefined;
    const { store_id, order_id, entry, heard_at } = buffered;
    // Checked without a lock, so that the creation of the order never waits for it.
    const revision = (await orderExists(db, tx, buffered))
      ? await appendToOrder(db, tx, buffered, JSON.parse(entry) as TimelineEntry)
      : undefined;
    const age = now - heard_at;
    if (revision === undefined && age < keptMs)
      await outOfOrder.postpone(db, buffered, now + Math.max(leastMs, age), {}, tx);
    else await outOfOrder.remove(db, buffered, tx);
    return { store_id, order_id, revision };
  });
  const { revision, ...of } = outcome ?? {};
  if (revision !== undefined) signal("orders.revised", { ...of, revision });
  return outcome !== undefined;
}
