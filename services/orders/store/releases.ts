import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { DueQueue } from "../../../mixins/jobs/due-queue.ts";

/** A scheduled order that is held until it is due; `order_id` is the integer key. */
export interface Held {
  store_id: number;
  order_id: number;
  public_id: string;
}

/** Held orders of all stores. */
export const releases = new DueQueue<Held>({
  worker: "orders.release",
  table: "order_releases",
  key: ["store_id", "order_id"],
  columns: ["public_id"],
  due: "due_at",
  index: "order_releases_due",
});

/** Holds an order until a time. */
export async function hold(db: Database, tx: Transaction, order: Held, due_at: number): Promise<void> {
  await db.insert("order_releases", { ...order, due_at }, tx);
  releases.wakeAfter(tx);
}
