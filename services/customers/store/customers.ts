import type { Transaction } from "sequelize";
import { type Database, isUniqueViolation, type Row } from "../../../mixins/db/database.ts";
import type { Customer, CustomerRef } from "../../contracts.ts";
import { fail } from "../customers.errors.ts";
import { indexKey, wordsOf } from "../customers.rules.ts";
import { countCustomers } from "./counts.ts";
import { type CustomerRow, customerColumns, joinGroup, toCustomer } from "./rows.ts";

/** Fetches one customer of a store. Throws `customer_not_found`. */
export async function fetchCustomer(db: Database, ref: CustomerRef): Promise<Customer> {
  return toCustomer(await fetchRow(db, ref));
}

/** Throws `customer_not_found` when a store has no such customer. */
export async function assertCustomer(db: Database, store_id: number, customer_id: string): Promise<void> {
  const sql = "SELECT public_id FROM customers WHERE store_id = ? AND public_id = ?";
  const row = await db.row<{ public_id: string }>(sql, [store_id, customer_id]);
  // MariaDB compares without the spaces at the end; an id with them is nobody's.
  if (row?.public_id !== customer_id) throw fail("customer_not_found");
}

/** The same inside a transaction, locked until it ends. */
export async function lockRow(db: Database, ref: CustomerRef, tx: Transaction): Promise<CustomerRow> {
  return fetchRow(db, ref, tx);
}

/** The customer as the transaction that wrote it sees it. */
export async function fetchWritten(db: Database, ref: CustomerRef, tx: Transaction): Promise<Customer> {
  return toCustomer(await fetchRow(db, ref, tx));
}

/** Who has an e-mail address or the key of a phone number; null when nobody has. */
export async function findCustomer(
  db: Database,
  store_id: number,
  column: "email" | "phone_key",
  value: string,
): Promise<Customer | null> {
  const sql = `SELECT ${customerColumns} FROM customers t ${joinGroup} WHERE t.store_id = ? AND t.${column} = ?`;
  const row = await db.row<CustomerRow>(sql, [store_id, value]);
  return row ? toCustomer(row) : null;
}

async function fetchRow(db: Database, ref: CustomerRef, tx?: Transaction): Promise<CustomerRow> {
  const [column, value] = ref.customer_id === undefined ? ["id", ref.user_id] : ["public_id", ref.customer_id];
  const sql = `SELECT ${customerColumns} FROM customers t ${joinGroup}
    WHERE t.store_id = ? AND t.${column} = ? ${tx ? db.forUpdate : ""}`;
  const row = await db.row<CustomerRow>(sql, [ref.store_id, value ?? null], tx);
  // MariaDB compares without the spaces at the end; an id with them is nobody's.
  if (!row || (ref.customer_id ?? row.public_id) !== row.public_id) throw fail("customer_not_found");
  return row;
}

/** Columns of a customer that a caller writes; the ones that follow from them are filled in here. */
export interface WritableColumns {
  email: string | null;
  phone: string | null;
  phone_key: string | null;
  first_name: string;
  last_name: string;
  is_guest: boolean;
  created_at: number;
}

/** What the indexes hold of a customer's names. */
export const nameKeys = (first: string, last: string) => ({
  first_key: indexKey(first, 64),
  last_key: indexKey(last, 64),
});

/** Inserts a customer with its words and count; answers its integer key. Throws `email_exists` or `phone_exists`. */
export async function insertCustomer(db: Database, tx: Transaction, columns: WritableColumns & Row): Promise<number> {
  const keys = nameKeys(columns.first_name, columns.last_name);
  const id = await db.insert("customers", { ...columns, ...keys }, tx).catch(refuseTaken(db));
  await insertWords(db, tx, Number(columns.store_id), id, columns);
  await countCustomers(db, tx, Number(columns.store_id), columns.is_guest, 1);
  return id;
}

/** Updates columns of a locked customer, raising its version. Throws `email_exists` or `phone_exists`. */
export async function updateCustomer(
  db: Database,
  tx: Transaction,
  row: CustomerRow,
  columns: Partial<WritableColumns> & Row,
): Promise<void> {
  const searchable = { ...row, is_guest: row.is_guest === 1, ...definedOf(columns) };
  const keys = nameKeys(searchable.first_name, searchable.last_name);
  const changed: Row = { ...columns, ...keys, updated_at: Date.now() };
  const sets = Object.keys(changed).map((column) => `${column} = ?`);
  const sql = `UPDATE customers SET ${sets.join(", ")}, version = version + 1 WHERE store_id = ? AND id = ?`;
  await db.run(sql, [...Object.values(changed), row.store_id, row.id], tx).catch(refuseTaken(db));
  const before = wordsOf({ ...row, is_guest: row.is_guest === 1 });
  if (JSON.stringify(before) === JSON.stringify(wordsOf(searchable))) return;
  await deleteWords(db, tx, row);
  await insertWords(db, tx, row.store_id, row.id, searchable);
}

/** Raises a locked customer's version after something of theirs that is kept elsewhere changed. */
export async function touchCustomer(db: Database, tx: Transaction, row: CustomerRow): Promise<void> {
  const sql = "UPDATE customers SET updated_at = ?, version = version + 1 WHERE store_id = ? AND id = ?";
  await db.run(sql, [Date.now(), row.store_id, row.id], tx);
}

/** Removes a customer and everything of theirs that this service keeps. */
export async function deleteCustomer(db: Database, tx: Transaction, row: CustomerRow): Promise<void> {
  const mine = [row.store_id, row.id];
  await deleteWords(db, tx, row);
  await db.run("DELETE FROM customer_addresses WHERE store_id = ? AND customer_id = ?", mine, tx);
  await db.run("DELETE FROM customer_orders WHERE store_id = ? AND customer_id = ?", [row.store_id, row.public_id], tx);
  await db.run("DELETE FROM customers WHERE store_id = ? AND id = ?", mine, tx);
  await countCustomers(db, tx, row.store_id, row.is_guest === 1, -1);
}

async function insertWords(
  db: Database,
  tx: Transaction,
  store_id: number,
  customer_id: number,
  customer: WritableColumns,
): Promise<void> {
  const { created_at } = customer;
  const words = wordsOf(customer).map((word) => ({ store_id, customer_id, ...word, created_at }));
  await db.insertMany("customer_words", words, tx);
}

async function deleteWords(db: Database, tx: Transaction, row: CustomerRow): Promise<void> {
  await db.run("DELETE FROM customer_words WHERE store_id = ? AND customer_id = ?", [row.store_id, row.id], tx);
}

const definedOf = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;

// The name of the key says which it was; what stands before it is the row's own values.
const taken = {
  phone_exists: { mariadb: /for key '[^']*phone'$/, sqlite: /customers\.phone_key$/ },
  email_exists: { mariadb: /for key '[^']*email'$/, sqlite: /customers\.email$/ },
};

const refuseTaken = (db: Database) => (error: unknown) => {
  if (!isUniqueViolation(error)) throw error;
  const message = String((error as Error).message);
  for (const code of ["phone_exists", "email_exists"] as const) {
    if (taken[code][db.dialect].test(message)) throw fail(code);
  }
  throw error;
};
