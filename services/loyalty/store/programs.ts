import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import type { LoyaltyProgram } from "../../contracts.ts";
import { readProgram } from "../program.rules.ts";

interface ProgramRow {
  program: string;
  version: number;
}

const ofStore = "SELECT program, version FROM loyalty_programs WHERE store_id = ?";

/** The program of a store. Within a transaction it is the one that holds when it commits. */
export async function programOf(db: Database, store_id: number, tx?: Transaction): Promise<LoyaltyProgram> {
  const lock = tx && db.dialect === "mariadb" ? "LOCK IN SHARE MODE" : "";
  const row = await db.row<ProgramRow>(`${ofStore} ${lock}`, [store_id], tx);
  return readProgram(row?.program);
}

/** Takes over what a store decided, unless something newer is known; accounts are then looked through for other tiers. */
export async function keepProgram(
  db: Database,
  tx: Transaction,
  of: { store_id: number; version: number },
  own: Partial<LoyaltyProgram>,
): Promise<void> {
  const lock = db.dialect === "mariadb" ? "FOR UPDATE" : "";
  const known = await db.row<ProgramRow>(`${ofStore} ${lock}`, [of.store_id], tx);
  if (known && known.version >= of.version) return;
  const program = JSON.stringify(own);
  const now = Date.now();
  if (known) {
    const sql = "UPDATE loyalty_programs SET program = ?, version = ?, updated_at = ? WHERE store_id = ?";
    await db.run(sql, [program, of.version, now, of.store_id], tx);
  } else await db.insert("loyalty_programs", { ...of, program, updated_at: now }, tx);
  await beginSweep(db, tx, of.store_id);
}

async function beginSweep(db: Database, tx: Transaction, store_id: number): Promise<void> {
  const again = db.dialect === "mariadb" ? "ON DUPLICATE KEY" : "ON CONFLICT (store_id) DO";
  const set = db.dialect === "mariadb" ? "UPDATE after_id = 0" : "UPDATE SET after_id = 0";
  await db.run(`INSERT INTO loyalty_sweeps (store_id, after_id) VALUES (?, 0) ${again} ${set}`, [store_id], tx);
}

/** A store whose accounts are to be looked through. */
export async function waitingStore(db: Database): Promise<number | undefined> {
  const sql = "SELECT store_id FROM loyalty_sweeps WHERE after_id IS NOT NULL ORDER BY store_id LIMIT 1";
  return (await db.row<{ store_id: number }>(sql))?.store_id;
}

/** How far a store was looked through, held until the transaction ends; undefined while another instance holds it. */
export function lockSweep(db: Database, tx: Transaction, store_id: number): Promise<{ after_id: number } | undefined> {
  const lock = db.dialect === "mariadb" ? "FOR UPDATE SKIP LOCKED" : "";
  const sql = `SELECT after_id FROM loyalty_sweeps WHERE store_id = ? AND after_id IS NOT NULL ${lock}`;
  return db.row(sql, [store_id], tx);
}

/** Where to go on; null when all were looked at. */
export async function moveSweep(db: Database, tx: Transaction, store_id: number, after: number | null): Promise<void> {
  await db.run("UPDATE loyalty_sweeps SET after_id = ? WHERE store_id = ?", [after, store_id], tx);
}
