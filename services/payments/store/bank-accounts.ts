import type { Transaction } from "sequelize";
import { ErasureLocks, type Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { equal } from "../../../mixins/db/sql.ts";
import { countRows, findRow, remove } from "../../../mixins/db/statements.ts";
import { pick } from "../../../mixins/values/pick.ts";
import type { BankAccount, List, OfStore, Paging } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import type { Sealed } from "../vault.ts";

/**
 * Customers who have or had accounts, or were erased. Each row is a lock, so that no two accounts are added
 * concurrently.
 */
export const holders = new ErasureLocks("bank_account_holders", "erased");

/** A row of `bank_accounts`. Code that only lists accounts does not read the encrypted number. */
export interface BankAccountRow extends KeysetRow, OfStore, Omit<BankAccount, "id"> {
  public_id: string;
  version: number;
}

const details = ["account_holder", "bank_name", "routing_number", "last4"] as const;
const shown = ["customer_id", ...details, "status", "created_at", "updated_at"] as const;
const columns = ["id", "public_id", "store_id", "tenant_id", "version", ...shown].join(", ");

/** A page of a customer's accounts, newest first. */
export function listAccounts(db: Database, holder: Person, paging: Paging): Promise<List<BankAccount>> {
  const { store_id, customer_id } = holder;
  const listing = { table: "bank_accounts", of: customer_id, where: equal({ store_id, customer_id }) };
  return listNewest(db, listing, paging, toBankAccount);
}

/** One account of a customer. Throws `bank_account_not_found`. */
export async function fetchAccount(db: Database, holder: Person, id: string, tx?: Transaction) {
  const row = await findAccount(db, holder.store_id, id, tx);
  if (row?.customer_id !== holder.customer_id) throw fail("bank_account_not_found");
  return row;
}

/** An account of a store, of any customer. */
export const findAccount = (db: Database, store_id: number, id: string, tx?: Transaction) =>
  findRow<BankAccountRow>(db, "bank_accounts", { store_id, public_id: id }, tx, columns);

/** How many accounts a customer has. */
export const countAccounts = (db: Database, tx: Transaction, { store_id, customer_id }: Person): Promise<number> =>
  countRows(db, "bank_accounts", { store_id, customer_id }, tx);

/** Inserts an account with its encrypted number. */
export async function insertAccount(
  db: Database,
  tx: Transaction,
  row: Omit<BankAccountRow, "id"> & Sealed,
): Promise<void> {
  await db.insert("bank_accounts", { ...row }, tx);
}

/** Deletes an account with its number; false when a concurrent request has deleted it already. */
export async function removeAccount(db: Database, tx: Transaction, { store_id, id }: BankAccountRow): Promise<boolean> {
  return (await remove(db, "bank_accounts", { store_id, id }, tx)) > 0;
}

/** Deletes all accounts of an erased customer and refuses later ones. */
export async function eraseAccounts(db: Database, tx: Transaction, holder: Person): Promise<void> {
  await holders.remember(db, tx, holder);
  await remove(db, "bank_accounts", { store_id: holder.store_id, customer_id: holder.customer_id }, tx);
}

/** Maps a row to a bank account. */
export const toBankAccount = (row: BankAccountRow): BankAccount => ({ id: row.public_id, ...pick(row, shown) });

/** The columns of an account that a key rotation needs. */
export interface SealedRow extends Sealed {
  id: number;
  store_id: number;
  public_id: string;
}

/** The next accounts that a key encrypts, after an integer key. */
export function findSealed(db: Database, key_id: string, after: number, limit: number): Promise<SealedRow[]> {
  const sql = `SELECT id, store_id, public_id, key_id, sealed FROM bank_accounts
    WHERE key_id = ? AND id > ? ORDER BY id LIMIT ?`;
  return db.rows<SealedRow>(sql, [key_id, after, limit]);
}

/** Replaces an account's encrypted number; false when it was deleted or re-encrypted concurrently. */
export async function reseal(db: Database, before: SealedRow, after: Sealed): Promise<boolean> {
  const sql = "UPDATE bank_accounts SET key_id = ?, sealed = ? WHERE id = ? AND sealed = ?";
  return (await db.run(sql, [after.key_id, after.sealed, before.id, before.sealed])) > 0;
}

/** The number of accounts that each key encrypts. */
export function countByKey(db: Database): Promise<{ key_id: string; accounts: number }[]> {
  return db.rows("SELECT key_id, COUNT(*) AS accounts FROM bank_accounts GROUP BY key_id ORDER BY key_id");
}
