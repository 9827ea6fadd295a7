import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { remove, upsert } from "../../../mixins/db/statements.ts";
import { otpMs, otpTries } from "../accounts.rules.ts";

/** A row of `otps`. */
export interface OtpRow {
  id: number;
  customer_id: string | null;
  code_hash: string;
}

/** Stores the hash of a code for an address; replaces the previous code and its tries. */
export async function putOtp(
  db: Database,
  otp: { store_id: number; address_hash: string; code_hash: string; customer_id: string | null },
): Promise<void> {
  const { store_id, address_hash, code_hash, customer_id } = otp;
  const now = Date.now();
  const columns = { customer_id, code_hash, created_at: now, expires_at: now + otpMs, tries: 0 };
  await upsert(db, "otps", { store_id, address_hash }, columns);
}

/**
 * Counts a guess and returns the code that it is for; undefined once the guesses are used up. The count precedes the
 * comparison and locks the row, so that concurrent guesses cannot exceed the limit.
 */
export async function countGuess(
  db: Database,
  tx: Transaction,
  store_id: number,
  address_hash: string,
): Promise<OtpRow | undefined> {
  const counted = await db.run(
    `UPDATE otps SET tries = tries + 1 WHERE store_id = ? AND address_hash = ? AND tries < ? AND expires_at > ?`,
    [store_id, address_hash, otpTries, Date.now()],
    tx,
  );
  if (counted === 0) return undefined;
  const sql = "SELECT id, customer_id, code_hash FROM otps WHERE store_id = ? AND address_hash = ?";
  return db.row<OtpRow>(sql, [store_id, address_hash], tx);
}

/** Deletes a code that was used. */
export const deleteOtp = (db: Database, tx: Transaction, id: number) => remove(db, "otps", { id }, tx);

/** Deletes every code of a customer. */
export const deleteOtpsOf = (db: Database, tx: Transaction, { store_id, customer_id }: Person) =>
  remove(db, "otps", { store_id, customer_id }, tx);
