import type { Transaction } from "sequelize";
import { ErasureLocks, type Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { equal } from "../../../mixins/db/sql.ts";
import { countRows, remove } from "../../../mixins/db/statements.ts";
import type { BankAccount, BankAccountStatus, List, Paging } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";

/**
 * Customers who have or had accounts, or were erased. Each row is a lock, so that no two accounts are added
 * concurrently.
 */
export const holders = new ErasureLocks("bank_account_holders", "erased");

/** A row of `bank_accounts`. Code that only lists accounts does not read the encrypted number. */
export interface BankAccountRow extends KeysetRow, Person {
  public_id: string;
  tenant_id: string;
  account_holder: string;
  bank_name: string;
  routing_number: string | null;
  last4: string;
  status: BankAccountStatus;
  version: number;
  updated_at: number;
}

const columns = `id, public_id, store_id, tenant_id, customer_id, account_holder, bank_name, routing_number, last4, status,
  version, created_at, updated_at`;

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
export async function findAccount(db: Database, store_id: number, id: string, tx?: Transaction) {
  const sql = `SELECT ${columns} FROM bank_accounts WHERE store_id = ? AND public_id = ?`;
  const row = await db.row<BankAccountRow>(sql, [store_id, id], tx);
  // MariaDB ignores trailing spaces when it compares; an id with them matches no account.
  return row?.public_id === id ? row : undefined;
}

/** How many accounts a customer has. */
export const countAccounts = (db: Database, tx: Transaction, { store_id, customer_id }: Person): Promise<number> =>
  countRows(db, "bank_accounts", { store_id, customer_id }, tx);

/** Inserts an account with its encrypted number. */
export async function insertAccount(
  db: Database,
  tx: Transaction,
  row: Omit<BankAccountRow, "id"> & { key_id: string; sealed: string },
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
export const toBankAccount = (row: BankAccountRow): BankAccount => ({
  id: row.public_id,
  customer_id: row.customer_id,
  account_holder: row.account_holder,
  bank_name: row.bank_name,
  routing_number: row.routing_number,
  last4: row.last4,
  status: row.status,
  created_at: row.created_at,
  updated_at: row.updated_at,
});
