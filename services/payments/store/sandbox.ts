import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { findRow, insertNew, update } from "../../../mixins/db/statements.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import type { Charge } from "../providers/provider.ts";

/** A charge as the sandbox stores it. */
export interface SandboxCharge {
  store_id: number;
  charge_id: string;
  card: string | null;
  /** `approved`: payer and bank have done what they had to. */
  state: "new" | "requires_action" | "processing" | "approved" | "authorized" | "captured" | "declined" | "voided";
  held: number;
  captured: number;
  refunded: number;
}

interface Done {
  kind: string;
  key: string;
  /** What the operation added to captured less refunded, in minor units. */
  moved: number;
  answer: unknown;
}

/** Records an operation on a locked charge; returns the recorded answer when its key was used before. */
export async function addOperation(
  db: Database,
  tx: Transaction,
  { store_id, charge_id }: SandboxCharge,
  { kind, key, moved, answer }: Done,
): Promise<string | undefined> {
  const row = { store_id, operation_key: key, charge_id, kind, moved, answer: JSON.stringify(answer) };
  if (await insertNew(db, "sandbox_operations", { ...row, created_at: Date.now() }, tx)) return undefined;
  const sql = "SELECT answer FROM sandbox_operations WHERE store_id = ? AND operation_key = ?";
  return (await db.row<{ answer: string }>(sql, [store_id, key], tx))?.answer;
}

/** An operation as it is recorded; its answer is JSON. */
export type SandboxOperation = Pick<Done, "moved"> & { operation_key: string; answer: string };

/** The operations of some kinds on a charge, oldest first. */
export const operationsOf = (
  db: Database,
  { store_id, charge_id }: Pick<SandboxCharge, "store_id" | "charge_id">,
  kinds: readonly string[],
  tx?: Transaction,
): Promise<SandboxOperation[]> =>
  db.rows<SandboxOperation>(
    `SELECT operation_key, moved, answer FROM sandbox_operations
     WHERE store_id = ? AND charge_id = ? AND kind IN (${marks(kinds)}) ORDER BY id`,
    [store_id, charge_id, ...kinds],
    tx,
  );

/** Changes what became of an operation on a locked charge. */
export async function changeOperation(
  db: Database,
  tx: Transaction,
  store_id: number,
  { operation_key, moved, answer }: SandboxOperation,
): Promise<void> {
  await update(db, "sandbox_operations", { store_id, operation_key }, { moved, answer }, tx);
}

/** A charge that is not written yet. */
export function newCharge({ store_id, id: charge_id, payment_method_id: card }: Charge): SandboxCharge {
  return { store_id, charge_id, card, state: "new", held: 0, captured: 0, refunded: 0 };
}

/** A charge as it is. */
export const findCharge = (db: Database, { store_id, id: charge_id }: Pick<Charge, "store_id" | "id">) =>
  findRow<SandboxCharge>(db, "sandbox_charges", { store_id, charge_id });

/** Changes a charge, which is locked meanwhile. False when there is none. */
export function changeCharge(
  db: Database,
  of: Pick<Charge, "store_id" | "id">,
  change: (row: SandboxCharge, tx: Transaction) => Promise<void>,
) {
  return transaction(db, async (tx) => {
    const row = await lockCharge(db, tx, { store_id: of.store_id, charge_id: of.id });
    if (!row) return false;
    await change(row, tx);
    await saveCharge(db, tx, row);
    return true;
  });
}

/** Locks a charge; inserts it when there is none. */
export async function openCharge(db: Database, tx: Transaction, charge: Charge): Promise<SandboxCharge> {
  const made = newCharge(charge);
  const known = await lockCharge(db, tx, made);
  if (known) return known;
  return (await insertCharge(db, tx, made)) ? made : ((await lockCharge(db, tx, made)) as SandboxCharge);
}

function lockCharge(
  db: Database,
  tx: Transaction,
  { store_id, charge_id }: Pick<SandboxCharge, "store_id" | "charge_id">,
) {
  return findRow<SandboxCharge>(db, "sandbox_charges", { store_id, charge_id }, tx);
}

/** Inserts a charge; false when it exists already. */
export const insertCharge = (db: Database, tx: Transaction, charge: SandboxCharge): Promise<boolean> =>
  insertNew(db, "sandbox_charges", { ...charge, created_at: Date.now() }, tx);

/** Writes a locked charge back. */
export async function saveCharge(db: Database, tx: Transaction, row: SandboxCharge): Promise<void> {
  const { store_id, charge_id, state, held, captured, refunded } = row;
  await update(db, "sandbox_charges", { store_id, charge_id }, { state, held, captured, refunded }, tx);
}
