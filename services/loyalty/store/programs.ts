import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { together } from "../../../mixins/db/shared.ts";
import { findRow, insertNew, update, upsert } from "../../../mixins/db/statements.ts";
import { wakeAfter } from "../../../mixins/jobs/poller.ts";
import type { LoyaltyProgram } from "../../contracts.ts";
import { readProgram } from "../program.rules.ts";

/** The worker that is woken when accounts are to be looked through. */
export const tiersWorker = "loyalty.moveTiers";

interface ProgramRow {
  program: string;
  version: number;
  currency_decimals: number | null;
  currency_version: number;
}

/** A store's program, and the decimals of its amounts; null while they are not known. */
export interface StoreProgram extends LoyaltyProgram {
  currency_decimals: number | null;
}

/** The program of a store. Inside a transaction it is locked, so that it still applies at the commit. */
export async function programOf(db: Database, store_id: number, tx?: Transaction): Promise<StoreProgram> {
  const sql = `SELECT program, currency_decimals FROM loyalty_programs WHERE store_id = ? ${tx ? db.forShare : ""}`;
  const row = await together(tx, `program ${store_id}`, store_id, async (asked) => {
    const found = await db.row<ProgramRow>(sql, [store_id], tx);
    return asked.map(() => found);
  });
  return { ...readProgram(row?.program), currency_decimals: row?.currency_decimals ?? null };
}

/** Stores the decimals of a store's amounts unless newer ones are stored. */
export async function saveCurrency(
  db: Database,
  tx: Transaction,
  { store_id, version }: { store_id: number; version: number },
  currency_decimals: number,
): Promise<void> {
  const known = await findRow<ProgramRow>(db, "loyalty_programs", { store_id }, tx);
  if (known && known.currency_version >= version) return;
  const columns = { currency_decimals, currency_version: version };
  const none = { program: "{}", version: 0, updated_at: Date.now() };
  if (!known) await insertNew(db, "loyalty_programs", { store_id, ...none }, tx);
  await update(db, "loyalty_programs", { store_id }, columns, tx);
}

/** Stores a store's program unless a newer version is stored, and schedules a sweep of its accounts' tiers. */
export async function keepProgram(
  db: Database,
  tx: Transaction,
  of: { store_id: number; version: number },
  own: Partial<LoyaltyProgram>,
): Promise<void> {
  const { store_id, version } = of;
  const known = await findRow<ProgramRow>(db, "loyalty_programs", { store_id }, tx);
  if (known && known.version >= version) return;
  const columns = { program: JSON.stringify(own), version, updated_at: Date.now() };
  await upsert(db, "loyalty_programs", { store_id }, columns, tx);
  await upsert(db, "loyalty_sweeps", { store_id }, { after_id: 0 }, tx);
  wakeAfter(tx, tiersWorker);
}

/** The query that says whether any store is scheduled for a sweep. */
export const anyWaiting = "SELECT 0 FROM loyalty_sweeps WHERE after_id IS NOT NULL LIMIT 1";

/** A store whose accounts are scheduled for a sweep. */
export async function waitingStore(db: Database): Promise<number | undefined> {
  const sql = "SELECT store_id FROM loyalty_sweeps WHERE after_id IS NOT NULL ORDER BY store_id LIMIT 1";
  return (await db.row<{ store_id: number }>(sql))?.store_id;
}

/** Locks the progress of a store's sweep; undefined while another instance holds it. */
export function lockSweep(db: Database, tx: Transaction, store_id: number): Promise<{ after_id: number } | undefined> {
  const sql = `SELECT after_id FROM loyalty_sweeps WHERE store_id = ? AND after_id IS NOT NULL ${db.skipLocked}`;
  return db.row(sql, [store_id], tx);
}

/** Records the progress of a sweep; null ends it. */
export async function moveSweep(db: Database, tx: Transaction, store_id: number, after: number | null): Promise<void> {
  await update(db, "loyalty_sweeps", { store_id }, { after_id: after }, tx);
}
