import type { CoreInstance } from "../../mixins/core-service.ts";
import type { Database } from "../../mixins/db/database.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import type { Signal } from "../../mixins/messaging/inbox.ts";
import { dropEarly, type Early, isAnyToLookAfter, lockEarly, lookLater } from "./store/early.ts";
import { appendToOrder, isThere } from "./store/timeline.ts";
import { repeatedly } from "./working.ts";

// Whoever places an order may be interrupted and go on after a long outage, and hardly later than this.
const keptMs = 7 * 24 * 3600 * 1000;
const leastMs = 2_000;

/** Looks after what was heard of orders before they were there. Any number of instances may run. Answers how to stop. */
export function startLookingAfter({ db, logger, broker }: CoreInstance): () => Promise<void> {
  const signal: Signal = (name, data) => void broker.emit(name, data).catch(() => undefined);
  return repeatedly(() => lookAfterEarly(db, Date.now(), signal), logger, "what was heard early waits");
}

/**
 * Puts one entry that came before its order onto the timeline, if the order is there by now; else looks again later, each
 * time after twice as long, and in the end no more. False when there is none to look after.
 */
export async function lookAfterEarly(db: Database, now: number, signal: Signal): Promise<boolean> {
  if (!(await isAnyToLookAfter(db, now))) return false;
  const outcome = await transaction(db, async (tx) => {
    const early = await lockEarly(db, tx, now);
    if (!early) return undefined;
    const { store_id, order_id, entry, heard_at } = early;
    // Not by a lock: an order that is just being made waits for none of this.
    const revision = (await isThere(db, tx, store_id, order_id))
      ? await appendToOrder(db, tx, store_id, order_id, entry)
      : undefined;
    if (revision === undefined && now - heard_at < keptMs) await lookLater(db, tx, early, now + nextLook(early, now));
    else await dropEarly(db, tx, early);
    return { store_id, order_id, revision };
  });
  const { revision, ...of } = outcome ?? {};
  if (revision !== undefined) signal("orders.revised", { ...of, revision });
  return outcome !== undefined;
}

const nextLook = ({ heard_at }: Early, now: number): number => Math.max(leastMs, now - heard_at);
