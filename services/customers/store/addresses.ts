import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { equal } from "../../../mixins/db/sql.ts";
import { countRows, findRow, remove, update } from "../../../mixins/db/statements.ts";
import type { Address, List, Paging } from "../../contracts.ts";
import { fail } from "../customers.errors.ts";

// The fields that one column of JSON holds.
type Place = Omit<Address, "id" | "is_default_billing" | "is_default_shipping" | "created_at" | "updated_at">;

/** A row of `customer_addresses`. */
export interface AddressRow extends KeysetRow {
  public_id: string;
  address: string;
  is_default_billing: number;
  is_default_shipping: number;
  updated_at: number;
}

/** The address book of a customer. */
export interface AddressBook {
  store_id: number;
  /** The integer key. */
  customer: number;
}

const columns = "id, public_id, address, is_default_billing, is_default_shipping, created_at, updated_at";

/** The addresses of a customer, oldest first. */
export async function fetchAddresses(db: Database, { store_id, customer }: AddressBook): Promise<Address[]> {
  const sql = `SELECT ${columns} FROM customer_addresses WHERE store_id = ? AND customer_id = ? ORDER BY id`;
  return (await db.rows<AddressRow>(sql, [store_id, customer])).map(toAddress);
}

/** A page of the addresses of a customer, newest first. */
export function listAddresses(
  db: Database,
  { store_id, customer }: AddressBook,
  paging: Paging,
): Promise<List<Address>> {
  const where = equal({ store_id, customer_id: customer });
  return listNewest(db, { table: "customer_addresses", of: customer, by: null, where }, paging, toAddress);
}

/** A row of an address book, locked inside a transaction. Throws `address_not_found`. */
export async function fetchAddress(
  db: Database,
  addressBook: AddressBook,
  id: string,
  tx?: Transaction,
): Promise<AddressRow> {
  const key = { store_id: addressBook.store_id, public_id: id, customer_id: addressBook.customer };
  const row = await findRow<AddressRow>(db, "customer_addresses", key, tx, columns);
  if (!row) throw fail("address_not_found");
  return row;
}

/** How many addresses an address book has. */
export const countAddresses = (db: Database, tx: Transaction, { store_id, customer }: AddressBook): Promise<number> =>
  countRows(db, "customer_addresses", { store_id, customer_id: customer }, tx);

type Write = (db: Database, tx: Transaction, addressBook: AddressBook, address: Address) => Promise<void>;

/** Inserts an address of a locked customer. It replaces other addresses as the defaults that it is. */
export const insertAddress: Write = async (db, tx, addressBook, address) => {
  await clearDefaults(db, tx, addressBook, address);
  const { id: public_id, created_at } = address;
  const key = { public_id, store_id: addressBook.store_id, customer_id: addressBook.customer };
  await db.insert("customer_addresses", { ...key, ...columnsOf(address), created_at }, tx);
};

/** Writes an address of a locked customer. It replaces other addresses as the defaults that it is. */
export const updateAddress: Write = async (db, tx, addressBook, address) => {
  await clearDefaults(db, tx, addressBook, address);
  const key = { store_id: addressBook.store_id, public_id: address.id };
  await update(db, "customer_addresses", key, columnsOf(address), tx);
};

/** Removes an address. */
export const removeAddress = (db: Database, tx: Transaction, store_id: number, { id }: AddressRow): Promise<number> =>
  remove(db, "customer_addresses", { store_id, id }, tx);

async function clearDefaults(db: Database, tx: Transaction, { store_id, customer }: AddressBook, address: Address) {
  for (const flag of ["is_default_billing", "is_default_shipping"] as const) {
    const key = { store_id, customer_id: customer, [flag]: 1 };
    if (address[flag]) await update(db, "customer_addresses", key, { [flag]: 0 }, tx);
  }
}

/** The columns of an address. */
export function columnsOf(address: Address) {
  const { id: _id, created_at: _created, updated_at, is_default_billing, is_default_shipping, ...place } = address;
  return { address: JSON.stringify(place), is_default_billing, is_default_shipping, updated_at };
}

/** The address of a row. */
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
