import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import type { OrderKey } from "./items.ts";

/** An order that is held until it is due. */
export interface Held extends OrderKey {
  public_id: string;
}

/** Holds an order until a time. */
export async function hold(db: Database, tx: Transaction, order: Held, due_at: number): Promise<void> {
  const { store_id, id: order_id, public_id } = order;
  await db.insert("order_releases", { store_id, order_id, public_id, due_at }, tx);
}

/** True when an order of any store is due. */
export async function isAnyDue(db: Database, now: number): Promise<boolean> {
  return (await db.row("SELECT 1 AS due FROM order_releases WHERE due_at <= ? LIMIT 1", [now])) !== undefined;
}

/** Takes one held order that is due, in any store, until the transaction ends; those that others have are passed over. */
export async function takeDue(db: Database, tx: Transaction, now: number): Promise<Held | undefined> {
  const lock = db.dialect === "mariadb" ? "FOR UPDATE SKIP LOCKED" : "";
  return db.row<Held>(
    `SELECT store_id, order_id AS id, public_id FROM order_releases WHERE due_at <= ? ORDER BY due_at LIMIT 1 ${lock}`,
    [now],
    tx,
  );
}

/** Holds an order no longer. */
export async function letGo(db: Database, tx: Transaction, { store_id, id }: OrderKey): Promise<void> {
  await db.run("DELETE FROM order_releases WHERE store_id = ? AND order_id = ?", [store_id, id], tx);
}
