import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { equal } from "../../../mixins/db/sql.ts";
import { countRows, findRow, remove, update } from "../../../mixins/db/statements.ts";
import type { Address, List, Paging } from "../../contracts.ts";
import { fail } from "../customers.errors.ts";

/** What an address says beside its id, its flags and its times: kept as one. */
export type Place = Omit<Address, "id" | "is_default_billing" | "is_default_shipping" | "created_at" | "updated_at">;

/** Which default an address is of its customer's book. */
export type Defaults = Pick<Address, "is_default_billing" | "is_default_shipping">;

/** A row of `customer_addresses`. */
export interface AddressRow extends KeysetRow {
  public_id: string;
  address: string;
  is_default_billing: number;
  is_default_shipping: number;
  updated_at: number;
}

/** The book of a customer, by integer keys. */
interface AddressBook {
  store_id: number;
  customer: number;
}

const columns = "id, public_id, address, is_default_billing, is_default_shipping, created_at, updated_at";

/** The addresses of a customer, the oldest first. */
export async function fetchAddresses(db: Database, { store_id, customer }: AddressBook): Promise<Address[]> {
  const sql = `SELECT ${columns} FROM customer_addresses WHERE store_id = ? AND customer_id = ? ORDER BY id`;
  return (await db.rows<AddressRow>(sql, [store_id, customer])).map(toAddress);
}

/** A page of them, the newest first. */
export function listAddresses(
  db: Database,
  { store_id, customer }: AddressBook,
  paging: Paging,
): Promise<List<Address>> {
  const where = equal({ store_id, customer_id: customer });
  return listNewest(db, { table: "customer_addresses", of: customer, by: null, where }, paging, toAddress);
}

/** One row of a book, locked inside a transaction. Throws `address_not_found`. */
export async function fetchAddress(db: Database, book: AddressBook, id: string, tx?: Transaction): Promise<AddressRow> {
  const key = { store_id: book.store_id, public_id: id, customer_id: book.customer };
  const row = await findRow<AddressRow>(db, "customer_addresses", key, tx, columns);
  if (!row) throw fail("address_not_found");
  return row;
}

/** How many addresses a book has. */
export const countAddresses = (db: Database, tx: Transaction, { store_id, customer }: AddressBook): Promise<number> =>
  countRows(db, "customer_addresses", { store_id, customer_id: customer }, tx);

/** Adds an address to a locked customer's book, and takes from the others the defaults that it is. */
export async function insertAddress(db: Database, tx: Transaction, book: AddressBook, address: Address): Promise<void> {
  const { id: public_id, is_default_billing, is_default_shipping, created_at, updated_at, ...place } = address;
  const defaults = { is_default_billing, is_default_shipping };
  await clearDefaults(db, tx, book, defaults);
  const { store_id, customer: customer_id } = book;
  const row = { public_id, store_id, customer_id, address: JSON.stringify(place), ...defaults, created_at, updated_at };
  await db.insert("customer_addresses", row, tx);
}

/** Writes an address of a locked customer's book over, and takes from the others the defaults that it now is. */
export async function rewriteAddress(
  db: Database,
  tx: Transaction,
  book: AddressBook,
  address: Address,
): Promise<void> {
  const { id: public_id, is_default_billing, is_default_shipping, created_at: _made, updated_at, ...place } = address;
  const defaults = { is_default_billing, is_default_shipping };
  await clearDefaults(db, tx, book, defaults);
  const columns = { address: JSON.stringify(place), ...defaults, updated_at };
  await update(db, "customer_addresses", { store_id: book.store_id, public_id }, columns, tx);
}

/** Removes an address. */
export async function removeAddress(
  db: Database,
  tx: Transaction,
  store_id: number,
  { id }: AddressRow,
): Promise<void> {
  await remove(db, "customer_addresses", { store_id, id }, tx);
}

async function clearDefaults(db: Database, tx: Transaction, { store_id, customer }: AddressBook, taken: Defaults) {
  for (const kind of ["is_default_billing", "is_default_shipping"] as const) {
    if (!taken[kind]) continue;
    const sql = `UPDATE customer_addresses SET ${kind} = 0 WHERE store_id = ? AND customer_id = ? AND ${kind} = 1`;
    await db.run(sql, [store_id, customer], tx);
  }
}

/** The address that a row tells of. */
export function toAddress(row: AddressRow): Address {
  const { address, public_id: id, is_default_billing, is_default_shipping, created_at, updated_at } = row;
  return {
    ...(JSON.parse(address) as Place),
    id,
    is_default_billing: is_default_billing === 1,
    is_default_shipping: is_default_shipping === 1,
    created_at,
    updated_at,
  };
}
