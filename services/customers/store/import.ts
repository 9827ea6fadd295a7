import type { TransactionContext } from "../../../mixins/actions/idempotent.ts";
import { insertBulk } from "../../../mixins/db/bulk-insert.ts";
import { marks } from "../../../mixins/db/sql.ts";
import type { Apply, ImportScope, Outcome } from "../../../mixins/imports/apply.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ImportedCustomer } from "../../contracts.ts";
import { changeCustomer } from "../change.ts";
import { customerErrors, fail } from "../customers.errors.ts";
import { addressOf } from "../customers.rules.ts";
import { columnsOf as addressColumns } from "./addresses.ts";
import { customerCounts, kinds } from "./counts.ts";
import { fetchRow, wordRows } from "./customers.ts";
import { type CustomerRow, type NewRow, snapshot, toNewCustomer, toRow } from "./rows.ts";

/** Imports customers, some hundred in a few statements. Who is there already is refused, or changed. */
export const importCustomers: Apply<ImportedCustomer> = async (context, scope, items) => {
  const now = Date.now();
  const rows = items.map(({ item }) => toRow(scope, item.customer, now, true));
  const taken = await takenIn(context, scope.store_id, rows);
  const created: { row: NewRow; item: ImportedCustomer }[] = [];
  const outcomes: Outcome[] = [];
  for (const [index, row] of rows.entries()) {
    const { item } = items[index] ?? expectItem();
    const code = taken.email.has(row.email) ? "email_exists" : taken.phone.has(row.phone_key) ? "phone_exists" : null;
    const known = taken.email.get(row.email) ?? taken.phone.get(row.phone_key);
    if (code && known && scope.update_existing) outcomes.push(await changed(context, scope, { known, row, item }));
    else if (code) outcomes.push({ code, message: customerErrors[code][1] });
    else {
      created.push({ row, item });
      outcomes.push("created");
    }
    if (row.email && !code) taken.email.set(row.email, "");
    if (row.phone_key && !code) taken.phone.set(row.phone_key, "");
  }
  await insertAll(context, scope, created);
  return outcomes;
};

function expectItem(): never {
  throw new Error("Each row is of an item.");
}

/** The customers by e-mail addresses and phone numbers of some rows; one of the same part of a file has no id yet. */
async function takenIn({ db, tx }: TransactionContext, store_id: number, rows: readonly NewRow[]) {
  const find = async (column: "email" | "phone_key") => {
    const values = rows.flatMap((row) => row[column] ?? []);
    if (values.length === 0) return new Map<string | null, string>();
    const sql = `SELECT ${column} AS value, public_id FROM customers WHERE store_id = ? AND ${column} IN (${marks(values)})`;
    const found = await db.rows<{ value: string; public_id: string }>(sql, [store_id, ...values], tx);
    return new Map<string | null, string>(found.map(({ value, public_id }) => [value, public_id]));
  };
  return { email: await find("email"), phone: await find("phone_key") };
}

/** A row about a customer who is there already. */
interface Known {
  known: string;
  row: NewRow;
  item: ImportedCustomer;
}

async function changed(
  context: TransactionContext,
  scope: ImportScope,
  { known: customer_id, row: wanted, item }: Known,
): Promise<Outcome> {
  const { registration_source: _source, id: _id, ...changes } = item.customer;
  const { store_id, country } = scope;
  try {
    const row = await fetchRow(context.db, { store_id, customer_id }, context.tx);
    if (signsIn(row) && changesSignIn(row, wanted, item)) throw fail("address_needs_proof");
    await changeCustomer(context, { store_id, country, changes, vouched: true }, row);
    return "updated" as const;
  } catch (error) {
    const { type, code, message } = error as { type?: string; code?: number; message: string };
    if (typeof type !== "string" || typeof code !== "number" || code >= 500) throw error;
    return { code: type, message };
  }
}

// Whoever registered themselves, or has proven an address: a file proves none of theirs (contract §5).
const byOthers: (string | null)[] = ["MERCHANT", "APP", "GUEST"];
const signsIn = (row: CustomerRow) =>
  row.email_verified === 1 || row.phone_verified === 1 || !byOthers.includes(row.registration_source);

function changesSignIn(row: CustomerRow, wanted: NewRow, { customer }: ImportedCustomer): boolean {
  const addresses = ["email", "phone_key"] as const;
  const flags = ["email_verified", "phone_verified"] as const;
  return (
    addresses.some((name) => wanted[name] !== null && wanted[name] !== row[name]) ||
    flags.some((name) => customer[name] !== undefined && customer[name] !== (row[name] === 1))
  );
}

async function insertAll(
  { db, tx, publish }: TransactionContext,
  { store_id, tenant_id }: ImportScope,
  created: readonly { row: NewRow; item: ImportedCustomer }[],
): Promise<void> {
  if (created.length === 0) return;
  const rows = created.map(({ row }) => row);
  await insertBulk(db, tx, "customers", rows);
  const ids = await keysOf({ db, tx, publish }, store_id, rows);
  const keyed = created.map((each) => ({ ...each, id: ids.get(each.row.public_id) ?? 0 }));
  await insertBulk(
    db,
    tx,
    "customer_words",
    keyed.flatMap(({ row, id }) => wordRows({ ...row, id })),
  );
  await insertBulk(
    db,
    tx,
    "customer_addresses",
    keyed.flatMap(({ row, item, id }) => addressRows(row, item, id)),
  );
  const guests = rows.filter(({ is_guest }) => is_guest).length;
  if (guests > 0) await customerCounts.add(db, tx, store_id, kinds.guest, guests);
  if (guests < rows.length) await customerCounts.add(db, tx, store_id, kinds.account, rows.length - guests);
  for (const row of rows) {
    const aggregate = { type: "customer", id: row.public_id, version: 1 };
    const after = snapshot(toNewCustomer(row));
    publish({ name: "customer.created", store_id, tenant_id, aggregate, data: { before: null, after } });
  }
}

async function keysOf({ db, tx }: TransactionContext, store_id: number, rows: readonly NewRow[]) {
  const ids = rows.map(({ public_id }) => public_id);
  const sql = `SELECT id, public_id FROM customers WHERE store_id = ? AND public_id IN (${marks(ids)})`;
  const found = await db.rows<{ id: number; public_id: string }>(sql, [store_id, ...ids], tx);
  return new Map(found.map(({ id, public_id }) => [public_id, id]));
}

function addressRows({ store_id, created_at }: NewRow, { address }: ImportedCustomer, customer_id: number) {
  if (!address) return [];
  const { id: public_id, ...written } = { id: newId("addr"), created_at, updated_at: created_at };
  const first = { ...address, is_default_billing: true, is_default_shipping: true };
  const columns = addressColumns(addressOf({ id: public_id, ...written }, first));
  return [{ public_id, store_id, customer_id, ...columns, created_at }];
}
