import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { type KeysetRow, listByCreation } from "../../../mixins/db/listing.ts";
import type { BankAccount, BankAccountStatus, List, Paging } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";

/** Whose account it is. */
export interface Holder {
  store_id: number;
  customer_id: string;
}

/** A row of `bank_accounts`. What is sealed is read by nobody who only shows an account. */
export interface BankAccountRow extends KeysetRow, Holder {
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

/** A page of a customer's accounts, the newest first. */
export async function listAccounts(db: Database, holder: Holder, paging: Paging): Promise<List<BankAccount>> {
  const where = { text: "store_id = ? AND customer_id = ?", values: [holder.store_id, holder.customer_id] };
  const listing = { table: "bank_accounts", of: holder.customer_id, where, capped: false };
  const list = await listByCreation<BankAccountRow>(db, listing, paging);
  return { ...list, items: list.items.map(toBankAccount) };
}

/** One account of a customer. Throws `bank_account_not_found`. */
export async function fetchAccount(db: Database, holder: Holder, id: string, tx?: Transaction) {
  const row = await findAccount(db, holder.store_id, id, tx);
  if (row?.customer_id !== holder.customer_id) throw fail("bank_account_not_found");
  return row;
}

/** An account of a store, whoever has it. */
export async function findAccount(db: Database, store_id: number, id: string, tx?: Transaction) {
  const sql = `SELECT ${columns} FROM bank_accounts WHERE store_id = ? AND public_id = ?`;
  const row = await db.row<BankAccountRow>(sql, [store_id, id], tx);
  // MariaDB compares without the spaces at the end; an id with them is nobody's.
  return row?.public_id === id ? row : undefined;
}

/** Locks a customer's accounts, so that no two are added at once; true once the customer was erased. */
export async function lockHolder(db: Database, tx: Transaction, { store_id, customer_id }: Holder): Promise<boolean> {
  const ignore = db.dialect === "mariadb" ? "IGNORE" : "OR IGNORE";
  const row = [store_id, customer_id];
  await db.run(`INSERT ${ignore} INTO bank_account_holders (store_id, customer_id) VALUES (?, ?)`, row, tx);
  const lock = db.dialect === "mariadb" ? "FOR UPDATE" : "";
  const sql = `SELECT erased FROM bank_account_holders WHERE store_id = ? AND customer_id = ? ${lock}`;
  return (await db.row<{ erased: number }>(sql, row, tx))?.erased === 1;
}

/** How many accounts a customer has. */
export async function countAccounts(db: Database, tx: Transaction, holder: Holder): Promise<number> {
  const sql = "SELECT COUNT(*) AS accounts FROM bank_accounts WHERE store_id = ? AND customer_id = ?";
  return (await db.row<{ accounts: number }>(sql, [holder.store_id, holder.customer_id], tx))?.accounts ?? 0;
}

/** Inserts an account with its sealed number. */
export async function insertAccount(
  db: Database,
  tx: Transaction,
  row: Omit<BankAccountRow, "id"> & { key_id: string; sealed: string },
): Promise<void> {
  await db.insert("bank_accounts", { ...row }, tx);
}

/** Removes an account, its number with it; false when another has removed it already. */
export async function removeAccount(db: Database, tx: Transaction, { store_id, id }: BankAccountRow): Promise<boolean> {
  return (await db.run("DELETE FROM bank_accounts WHERE store_id = ? AND id = ?", [store_id, id], tx)) > 0;
}

/** Removes all accounts of an erased customer, answers their ids, and has none taken any more. */
export async function eraseAccounts(db: Database, tx: Transaction, { store_id, customer_id }: Holder) {
  const mine = [store_id, customer_id];
  const where = "WHERE store_id = ? AND customer_id = ?";
  const rows = await db.rows<{ public_id: string }>(`SELECT public_id FROM bank_accounts ${where}`, mine, tx);
  await db.run(`DELETE FROM bank_accounts ${where}`, mine, tx);
  await db.run(`UPDATE bank_account_holders SET erased = 1 ${where}`, mine, tx);
  return rows.map(({ public_id }) => public_id);
}

/** The account that a row tells of. */
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
