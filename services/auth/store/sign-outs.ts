import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { sql } from "../../../mixins/db/sql.ts";
import { findRow, upsert } from "../../../mixins/db/statements.ts";

/** When the sign-ins of a customer last ended, in epoch milliseconds; 0 for never. */
export async function lastEnd(db: Database, { store_id, customer_id }: Person, tx?: Transaction): Promise<number> {
  const key = { store_id, customer_id };
  return (await findRow<{ ended_at: number }>(db, "sign_outs", key, tx))?.ended_at ?? 0;
}

/**
 * The same, and none ends until the transaction does. It comes first in a transaction, so that all lock in one order and
 * see what was committed before.
 */
export async function holdSignIns(db: Database, tx: Transaction, owner: Person): Promise<number> {
  await put(db, tx, owner, 0, "ended_at = sign_outs.ended_at");
  return lastEnd(db, owner, tx);
}

/** Records that the sign-ins of a customer end. Each end is later than the one before, whatever the clocks say. */
export const recordEnd = (db: Database, tx: Transaction, owner: Person, at: number): Promise<void> =>
  put(db, tx, owner, at, "ended_at = CASE WHEN sign_outs.ended_at < ? THEN ? ELSE sign_outs.ended_at + 1 END", at, at);

function put(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
  ended_at: number,
  ...changes: Parameters<typeof sql>
): Promise<void> {
  return upsert(db, "sign_outs", { store_id, customer_id }, { ended_at }, tx, sql(...changes));
}
