import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { remove, upsert } from "../../../mixins/db/statements.ts";
import { otpMs, otpTries } from "../accounts.rules.ts";

/** A row of `otps`. */
export interface OtpRow {
  id: number;
  customer_id: string | null;
  address_hash: string;
  code_hash: string;
  tries_elsewhere: number;
}

/** Stores the hash of a code for an address; replaces the previous one of the same network, and its tries. */
export async function putOtp(
  db: Database,
  otp: { store_id: number; of_hash: string; address_hash: string; code_hash: string; customer_id: string | null },
): Promise<void> {
  const { store_id, address_hash, ...columns } = otp;
  const now = Date.now();
  const fresh = { created_at: now, expires_at: now + otpMs, tries: 0, tries_elsewhere: 0 };
  await upsert(db, "otps", { store_id, address_hash }, { ...columns, ...fresh });
}

/**
 * Finds the live code that a guess is for: the one that its network asked for, else the newest of another network that
 * allows guesses from elsewhere. So nobody uses up the guesses of a code that others wait for.
 */
export async function findOtp(
  db: Database,
  { store_id, of_hash, address_hash }: { store_id: number; of_hash: string; address_hash: string },
): Promise<OtpRow | undefined> {
  const rows = await db.rows<OtpRow>(
    `SELECT id, customer_id, address_hash, code_hash, tries_elsewhere FROM otps
     WHERE store_id = ? AND of_hash = ? AND expires_at > ? ORDER BY created_at DESC, id DESC`,
    [store_id, of_hash, Date.now()],
  );
  const own = rows.find((row) => row.address_hash === address_hash);
  return own ?? rows.find(({ tries_elsewhere }) => tries_elsewhere < otpTries);
}

/** Counts a guess at a code; false once the guesses are used up. Concurrent guesses cannot exceed the limit. */
export async function countGuess(db: Database, { id }: OtpRow, column: "tries" | "tries_elsewhere"): Promise<boolean> {
  const sql = `UPDATE otps SET ${column} = ${column} + 1 WHERE id = ? AND ${column} < ? AND expires_at > ?`;
  return (await db.run(sql, [id, otpTries, Date.now()])) > 0;
}

/** Uses a code up; false when another request did, or when it was replaced meanwhile. */
export const takeOtp = async (db: Database, { id, code_hash }: OtpRow): Promise<boolean> =>
  (await remove(db, "otps", { id, code_hash })) > 0;

/** Deletes the codes for one thing, of which one was used. */
export const deleteOtps = (db: Database, store_id: number, of_hash: string) =>
  remove(db, "otps", { store_id, of_hash });

/** Deletes every code of a customer. */
export const deleteOtpsOf = (db: Database, tx: Transaction, { store_id, customer_id }: Person) =>
  remove(db, "otps", { store_id, customer_id }, tx);
