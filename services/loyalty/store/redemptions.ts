import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, update } from "../../../mixins/db/statements.ts";
import type { Redemption } from "../../contracts.ts";
import { fail } from "../loyalty.errors.ts";
import type { AccountRow, OfAccount } from "./accounts.ts";
import type { Lot } from "./lots.ts";

/** A row of `loyalty_redemptions`. */
export interface RedemptionRow extends Omit<Redemption, "id" | "customer_id"> {
  id: number;
  public_id: string;
  store_id: number;
  account_id: number;
  /** The consumed lots as JSON: returned points keep their expiry. */
  lots: string;
  /** The year of the redemption, which a return counts for. */
  year: number;
  /** 1 when its value was paid out in money, because the order was paid before. */
  paid_out: 0 | 1;
  updated_at: number;
}

/** A redemption of an account. Throws `redemption_not_found`. */
export async function fetchRedemption(
  db: Database,
  { id, store_id }: OfAccount,
  redemption_id: string,
  tx?: Transaction,
): Promise<RedemptionRow> {
  const row = await findRow<RedemptionRow>(db, "loyalty_redemptions", { store_id, public_id: redemption_id }, tx);
  if (row?.account_id !== id) throw fail("redemption_not_found");
  return row;
}

/** The redemptions of an account that are spent on an order. */
export function spentOn(db: Database, tx: Transaction, { id, store_id }: OfAccount, order_id: string) {
  const sql = `SELECT * FROM loyalty_redemptions
    WHERE store_id = ? AND account_id = ? AND order_id = ? AND state = 'spent' ORDER BY id ${db.forUpdate}`;
  return db.rows<RedemptionRow>(sql, [store_id, id, order_id], tx);
}

/** Inserts a redemption. */
export async function insertRedemption(
  db: Database,
  tx: Transaction,
  redemption: Omit<RedemptionRow, "id" | "lots"> & { lots: Lot[] },
): Promise<RedemptionRow> {
  const row = { ...redemption, lots: JSON.stringify(redemption.lots) };
  return { id: await db.insert("loyalty_redemptions", row, tx), ...row };
}

/** Writes the next state of a redemption. */
export async function moveRedemption(
  db: Database,
  tx: Transaction,
  row: RedemptionRow,
  to: Pick<RedemptionRow, "state" | "order_id">,
): Promise<RedemptionRow> {
  const columns = { state: to.state, order_id: to.order_id, updated_at: Date.now() };
  await update(db, "loyalty_redemptions", { store_id: row.store_id, id: row.id }, columns, tx);
  return { ...row, ...columns };
}

/** Maps a row to a redemption. */
export function toRedemption(row: RedemptionRow, { customer_id }: Pick<AccountRow, "customer_id">): Redemption {
  const { public_id: id, points, reward_type, reward_value, order_id, state, created_at } = row;
  return { id, customer_id, points, reward_type, reward_value, order_id, state, created_at };
}
