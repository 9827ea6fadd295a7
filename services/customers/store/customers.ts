import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import { type Database, isUniqueViolation, type Row } from "../../../mixins/db/database.ts";
import { readTogether } from "../../../mixins/db/read-together.ts";
import { lockRow, together, writeTogether } from "../../../mixins/db/shared.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { findRow, remove, update, upsertMany } from "../../../mixins/db/statements.ts";
import type { Customer, CustomerRef } from "../../contracts.ts";
import { fail } from "../customers.errors.ts";
import { type Searchable, wordsOf } from "../customers.rules.ts";
import { customerCounts, kinds } from "./counts.ts";
import {
  type CustomerRow,
  customerColumns,
  joinGroup,
  type NewRow,
  nameKeys,
  toCustomer,
  withColumns,
} from "./rows.ts";

/** A customer's row; inside a transaction locked until it ends. Throws `customer_not_found`. */
export async function fetchRow(db: Database, ref: CustomerRef, tx?: Transaction): Promise<CustomerRow> {
  const [column, value] = ref.customer_id === undefined ? ["id", ref.user_id] : ["public_id", ref.customer_id];
  const own = value ?? null;
  const kind = `customer ${ref.store_id} ${column}`;
  const findAll = async (values: (string | number | null)[]) => {
    const sql = `SELECT ${customerColumns} FROM customers t ${joinGroup}
      WHERE t.store_id = ? AND t.${column} IN (${marks(values)}) ${tx ? db.forUpdate : ""}`;
    const form = values.length > 1 ? "text" : "prepared";
    const rows = await db.rows<CustomerRow & Row>(sql, [ref.store_id, ...values], tx, form);
    // MariaDB ignores trailing spaces in comparisons.
    return values.map((one) => rows.find((found) => found[column as "id"] === one));
  };
  const row = await (tx ? together(tx, kind, own, findAll) : readTogether(db, kind, own, findAll));
  if (!row) throw fail("customer_not_found");
  lockRow(tx, `customers ${row.id}`);
  return row;
}

/** A customer of a store; inside a transaction locked until it ends. Throws `customer_not_found`. */
export async function fetchCustomer(db: Database, ref: CustomerRef, tx?: Transaction): Promise<Customer> {
  return toCustomer(await fetchRow(db, ref, tx));
}

/** Throws `customer_not_found` when a store has no such customer. */
export async function assertCustomer(db: Database, store_id: number, customer_id: string): Promise<void> {
  const key = { store_id, public_id: customer_id };
  if (!(await findRow(db, "customers", key, undefined, "public_id"))) throw fail("customer_not_found");
}

/** False for a disabled customer; undefined when a store has no such customer. */
export async function isEnabled(db: Database, { store_id, customer_id }: Person): Promise<boolean | undefined> {
  const key = { store_id, public_id: customer_id };
  const columns = "public_id, store_id, enabled";
  const row = await findRow<{ enabled: number }>(db, "customers", key, undefined, columns);
  return row && row.enabled === 1;
}

/** The customer with an e-mail address or the key of a phone number; null when there is none. */
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

/** Inserts a customer with its words and count; returns its integer key. Throws `email_exists` or `phone_exists`. */
export async function insertCustomer(db: Database, tx: Transaction, row: NewRow): Promise<number> {
  const id = await db.insert("customers", row, tx).catch(refuseTaken(db));
  await db.insertMany("customer_words", wordRows({ ...row, id }), tx);
  await countCustomer(db, tx, row, 1);
  return id;
}

/** Updates columns of a locked customer, raises its version and returns it. Throws `email_exists` or `phone_exists`. */
export async function updateCustomer(
  db: Database,
  tx: Transaction,
  row: CustomerRow,
  columns: Partial<Searchable> & Row,
): Promise<Customer> {
  const after = { ...row, ...columns };
  const keys = nameKeys(after.first_name, after.last_name);
  const written = await writeColumns(db, tx, row, { ...columns, ...keys }).catch(refuseTaken(db));
  if (after.is_guest !== row.is_guest) {
    await countCustomer(db, tx, row, -1);
    await countCustomer(db, tx, after, 1);
  }
  await changeWords(db, tx, row, after);
  // The name of another group is in another table.
  if (columns.group_id !== undefined) return fetchCustomer(db, { store_id: row.store_id, user_id: row.id }, tx);
  return toCustomer(withColumns(row, written));
}

/** Raises a locked customer's version after a change of their addresses. */
export const touchCustomer = (db: Database, tx: Transaction, row: CustomerRow) => writeColumns(db, tx, row, {});

async function writeColumns(db: Database, tx: Transaction, { store_id, id, version }: CustomerRow, columns: Row) {
  const written = { ...columns, updated_at: Date.now(), version: version + 1 };
  await update(db, "customers", { store_id, id }, written, tx);
  return written;
}

/** Removes a customer and everything that this service keeps of them. */
export async function deleteCustomer(db: Database, tx: Transaction, row: CustomerRow): Promise<void> {
  const { store_id, id, public_id } = row;
  await deleteWords(db, tx, row);
  await remove(db, "customer_addresses", { store_id, customer_id: id }, tx);
  await remove(db, "customer_orders", { store_id, customer_id: public_id }, tx);
  await remove(db, "customers", { store_id, id }, tx);
  await countCustomer(db, tx, row, -1);
}

const countCustomer = (db: Database, tx: Transaction, { store_id, is_guest }: Counted, change: 1 | -1) =>
  customerCounts.add(db, tx, store_id, is_guest ? kinds.guest : kinds.account, change);

type Counted = Pick<CustomerRow, "store_id"> & Pick<Searchable, "is_guest">;

/** The rows of a customer's words. */
export const wordRows = (customer: Searchable & Pick<CustomerRow, "store_id" | "id" | "created_at">) => {
  const { store_id, id: customer_id, created_at } = customer;
  return wordsOf(customer).map((word) => ({ store_id, customer_id, ...word, created_at }));
};

// Only those that are others now: each is an entry of two indexes. One that is to be stored may be there already, from an
// earlier rule of what a search knows.
async function changeWords(db: Database, tx: Transaction, before: Worded, after: Worded): Promise<void> {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  const { store_id, id: customer_id, created_at } = after;
  await removeWords(db, tx, after, missingIn(now, old));
  const rows = missingIn(old, now).map((word) => ({ store_id, customer_id, ...word, created_at }));
  const key = "store_id, customer_id, kind, word";
  await upsertMany(db, "customer_words", rows, { key, renewed: ["created_at"] }, tx);
}

async function removeWords(db: Database, tx: Transaction, { store_id, id }: Worded, words: Word[]): Promise<void> {
  if (words.length === 0) return;
  await writeTogether(tx, `remove words ${store_id}`, { id, words }, async (changes) => {
    const each = changes.flatMap(({ id, words }) => words.map(({ kind, word }) => [id, kind, word]));
    const conditions = each.map(() => "(customer_id = ? AND kind = ? AND word = ?)").join(" OR ");
    const values = [store_id, ...each.flat()];
    await db.run(`DELETE FROM customer_words WHERE store_id = ? AND (${conditions})`, values, tx, "text");
    return changes.map(() => undefined);
  });
}

type Worded = Parameters<typeof wordRows>[0];
type Word = ReturnType<typeof wordsOf>[number];

const missingIn = (some: readonly Word[], all: readonly Word[]): Word[] =>
  all.filter(({ kind, word }) => !some.some((other) => other.kind === kind && other.word === word));

const deleteWords = (db: Database, tx: Transaction, { store_id, id }: CustomerRow) =>
  writeTogether(tx, `delete words ${store_id}`, id, async (ids) => {
    const sql = `DELETE FROM customer_words WHERE store_id = ? AND customer_id IN (${marks(ids)})`;
    await db.run(sql, [store_id, ...ids], tx, ids.length > 1 ? "text" : "prepared");
    return ids.map(() => undefined);
  });

// The name of the violated key ends the message; the text before it contains values of the row.
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
