import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { countRows, findRow, insertNew, insertUnique, remove } from "../../../mixins/db/statements.ts";
import type { Passkey } from "../../contracts.ts";
import { fail } from "../auth.errors.ts";
import { hashSecret } from "../secrets.ts";

/** A row of `passkeys`; `public_key` is a COSE key in base64url, `transports` are separated by spaces. */
export interface PasskeyRow extends Person {
  id: number;
  public_id: string;
  tenant_id: string;
  name: string;
  credential_id: string;
  public_key: string;
  transports: string;
  counter: number;
  backed_up: number;
  created_at: number;
  last_used_at: number;
}

/** A customer's passkeys, the newest first. */
export const listPasskeys = (
  db: Database,
  { store_id, customer_id }: Person,
  tx?: Transaction,
): Promise<PasskeyRow[]> =>
  db.rows<PasskeyRow>(
    `SELECT * FROM passkeys WHERE store_id = ? AND customer_id = ? ORDER BY id DESC ${tx ? db.forUpdate : ""}`,
    [store_id, customer_id],
    tx,
  );

/** What of a passkey is shown. */
export const shownOf = ({ public_id, name, backed_up, created_at, last_used_at }: PasskeyRow): Passkey => ({
  id: public_id,
  name,
  backed_up: backed_up === 1,
  created_at,
  last_used_at: last_used_at || null,
});

/** True for a customer who has a passkey. */
export const hasPasskeys = async (db: Database, { store_id, customer_id }: Person): Promise<boolean> =>
  (await countRows(db, "passkeys", { store_id, customer_id })) > 0;

/** Finds a passkey by the id that an authenticator has given it. */
export const findCredential = (db: Database, store_id: number, credential_id: string) =>
  findRow<PasskeyRow>(db, "passkeys", { store_id, credential_hash: hashSecret(credential_id) });

/** Inserts a passkey. Throws `passkey_exists` when a customer of the store has registered it. */
export async function insertPasskey(db: Database, tx: Transaction, row: Omit<PasskeyRow, "id">): Promise<void> {
  const columns = { ...row, credential_hash: hashSecret(row.credential_id) };
  await insertUnique(db, "passkeys", columns, tx, () => fail("passkey_exists"));
}

/**
 * Keeps the counter of a use; false when the passkey is gone, or the counter is not above the last one, as with a copy
 * of it. Authenticators that do not count say 0 always.
 */
export async function keepUse(
  db: Database,
  tx: Transaction,
  { id }: PasskeyRow,
  { counter, backed_up }: { counter: number; backed_up: boolean },
): Promise<boolean> {
  const sql = `UPDATE passkeys SET counter = ?, backed_up = ?, last_used_at = ?
    WHERE id = ? AND (counter < ? OR (counter = 0 AND ? = 0))`;
  return (await db.run(sql, [counter, backed_up ? 1 : 0, Date.now(), id, counter, counter], tx)) > 0;
}

/** Uses a challenge up; false when it was used before. */
export const useChallenge = (db: Database, tx: Transaction, store_id: number, challenge: string, expires_at: number) =>
  insertNew(db, "used_challenges", { store_id, challenge_hash: hashSecret(challenge), expires_at }, tx);

/** Removes a passkey. */
export const removePasskey = (db: Database, tx: Transaction, { id }: PasskeyRow) => remove(db, "passkeys", { id }, tx);

/** Removes every passkey of a customer; returns how many. */
export const deletePasskeys = (db: Database, tx: Transaction, { store_id, customer_id }: Person): Promise<number> =>
  remove(db, "passkeys", { store_id, customer_id }, tx);
