import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { countRows, findRow, insertNew, remove, update } from "../../../mixins/db/statements.ts";

/** A row of `second_factors`. */
export interface SecondFactorRow {
  secret: string;
  enabled_at: number | null;
  last_step: number;
}

/** The second factor of a customer, also one that was not confirmed yet. */
export const findSecondFactor = (db: Database, { store_id, customer_id }: Person, tx?: Transaction) =>
  findRow<SecondFactorRow>(db, "second_factors", { store_id, customer_id }, tx);

/** How many recovery codes a customer has left. */
export const countRecoveryCodes = (db: Database, { store_id, customer_id }: Person) =>
  countRows(db, "recovery_codes", { store_id, customer_id });

/** Keeps a secret that its customer has yet to confirm; false when another one was confirmed. */
export async function putSecret(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
  secret: string,
): Promise<boolean> {
  const columns = { secret, last_step: 0, created_at: Date.now() };
  if (await insertNew(db, "second_factors", { store_id, customer_id, enabled_at: null, ...columns }, tx)) return true;
  const set = "UPDATE second_factors SET secret = ?, last_step = 0, created_at = ?";
  const where = "WHERE store_id = ? AND customer_id = ? AND enabled_at IS NULL";
  return (await db.run(`${set} ${where}`, [secret, columns.created_at, store_id, customer_id], tx)) > 0;
}

/** Secrets in the order of their owners, after one of them. */
export function listSecrets(db: Database, after: Person | undefined, limit: number) {
  const { store_id = 0, customer_id = "" } = after ?? {};
  const sql = `SELECT store_id, customer_id, secret FROM second_factors
    WHERE store_id > ? OR (store_id = ? AND customer_id > ?) ORDER BY store_id, customer_id LIMIT ?`;
  return db.rows<Person & { secret: string }>(sql, [store_id, store_id, customer_id, limit]);
}

/** Replaces a sealed secret, unless it was replaced meanwhile; returns whether it did. */
export const resealSecret = async (db: Database, { store_id, customer_id }: Person, secret: string, next: string) =>
  (await update(db, "second_factors", { store_id, customer_id, secret }, { secret: next })) > 0;

/**
 * Confirms a factor with the step of its first code, and replaces the recovery codes; false when another secret has taken
 * the place of the one that the code was of, or a factor was confirmed.
 */
export async function enableFactor(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
  { secret, step, hashes }: { secret: string; step: number; hashes: string[] },
): Promise<boolean> {
  const sql = `UPDATE second_factors SET enabled_at = ?, last_step = ?
    WHERE store_id = ? AND customer_id = ? AND secret = ? AND enabled_at IS NULL`;
  if ((await db.run(sql, [Date.now(), step, store_id, customer_id, secret], tx)) === 0) return false;
  await putRecoveryCodes(db, tx, { store_id, customer_id }, hashes);
  return true;
}

/** Replaces the recovery codes of a customer. */
export async function putRecoveryCodes(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
  hashes: string[],
): Promise<void> {
  const key = { store_id, customer_id };
  await remove(db, "recovery_codes", key, tx);
  await db.insertMany(
    "recovery_codes",
    hashes.map((code_hash) => ({ ...key, code_hash })),
    tx,
  );
}

/** Uses the code of a time step; false when that one, or a later one, was used. */
export async function useStep(db: Database, { store_id, customer_id }: Person, step: number): Promise<boolean> {
  const sql = "UPDATE second_factors SET last_step = ? WHERE store_id = ? AND customer_id = ? AND last_step < ?";
  return (await db.run(sql, [step, store_id, customer_id, step])) > 0;
}

/** Uses a recovery code up; false when the customer has no such code. */
export const useRecoveryCode = async (
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
  code_hash: string,
): Promise<boolean> => (await remove(db, "recovery_codes", { store_id, customer_id, code_hash }, tx)) > 0;

/** Removes the recovery codes of a customer. */
export const deleteRecoveryCodes = (db: Database, tx: Transaction, { store_id, customer_id }: Person) =>
  remove(db, "recovery_codes", { store_id, customer_id }, tx);

/** Removes the second factor of a customer, and the recovery codes. */
export async function deleteFactor(db: Database, tx: Transaction, person: Person): Promise<void> {
  const { store_id, customer_id } = person;
  await remove(db, "second_factors", { store_id, customer_id }, tx);
  await deleteRecoveryCodes(db, tx, person);
}
