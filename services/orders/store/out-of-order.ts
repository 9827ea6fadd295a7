import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { findRows } from "../../../mixins/db/statements.ts";
import { DueQueue } from "../../../mixins/jobs/due-queue.ts";
import type { OrderRef, TimelineEntry } from "../../contracts.ts";

/** A timeline entry that came before its order; `order_id` is the public id, `entry` is JSON. */
export interface BufferedEntry {
  store_id: number;
  order_id: string;
  entry_id: string;
  entry: string;
  heard_at: number;
}

const firstTryMs = 2_000;

/** The out-of-order buffer: entries of orders that do not exist yet, of all stores. */
export const outOfOrder = new DueQueue<BufferedEntry>({
  worker: "orders.applyBuffered",
  table: "order_early",
  key: ["store_id", "order_id", "entry_id"],
  columns: ["entry", "heard_at"],
  due: "look_at",
  index: "order_early_look",
});

/** Buffers an entry until its order exists. */
export async function bufferEntry(db: Database, tx: Transaction, of: OrderRef, entry: TimelineEntry): Promise<void> {
  const heard_at = Date.now();
  const row = { ...of, entry_id: entry.id, entry: JSON.stringify(entry), heard_at, look_at: heard_at + firstTryMs };
  await db.insert("order_early", row, tx);
  outOfOrder.wakeAfter(tx);
}

/** Removes the buffered entries of an order that is being created, and returns them oldest first. */
export async function takeBuffered(db: Database, tx: Transaction, of: OrderRef): Promise<TimelineEntry[]> {
  // No gap lock is taken: the worker finds an entry that is being written concurrently.
  const { store_id, order_id } = of;
  const rows = await findRows<BufferedEntry>(db, "order_early", { store_id, order_id }, tx);
  for (const row of rows) await outOfOrder.remove(db, row, tx);
  return rows.map(({ entry }) => JSON.parse(entry) as TimelineEntry).sort((a, b) => a.at - b.at);
}
