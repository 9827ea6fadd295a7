import { createHash } from "node:crypto";
import { newId } from "../../mixins/values/ids.ts";
import { indexKey, normalizeEmail, phoneKey, wordsOf } from "../../services/customers/customers.rules.ts";
import type { Caller, Shop } from "./authenticate.ts";
import type { Connected, Db, Value } from "./connection.ts";
import { type Row, selectRows } from "./rows.ts";

type Columns = Record<string, Value>;

/** Inserts a customer: the row, its words, the count, the event and the idempotency record, in one transaction. */
export function createCustomer(db: Db, caller: Caller, body: Record<string, string | boolean | null>): Promise<Row> {
  return db.transaction(async (tx) => {
    const columns = newColumns(caller.shop, body);
    const { insertId } = await insert(tx, "customers", [columns]);
    const row = { ...blank, ...columns, id: insertId } as unknown as Row;
    await insertWords(tx, row);
    await tx.run(
      `INSERT INTO customer_counts (store_id, kind, shard, total) VALUES (?, ?, ?, 1)
       ON DUPLICATE KEY UPDATE total = total + 1`,
      [row.store_id, row.is_guest, Math.floor(Math.random() * 16)],
    );
    await record(tx, caller, "customer.created", row, { before: null, after: columns });
    return row;
  });
}

/** Changes columns of a customer; undefined when there is none. */
export function updateCustomer(db: Db, caller: Caller, id: string, changes: Record<string, string | boolean>) {
  return db.transaction(async (tx): Promise<Row | undefined> => {
    const found = await tx.rows<Row>(`${selectRows} WHERE c.store_id = ? AND c.public_id = ? FOR UPDATE`, [
      caller.shop.store_id,
      id,
    ]);
    const before = found[0];
    if (!before) return undefined;
    const asked = toColumns(changes);
    const changed = Object.entries(asked).filter(([name, value]) => before[name as keyof Row] !== value);
    if (changed.length === 0) return before;
    const after: Row = { ...before, ...asked, version: before.version + 1, updated_at: Date.now() };
    const isRenamed = changed.some(([name]) => name.endsWith("_name"));
    const columns: Columns = { ...Object.fromEntries(changed), ...(isRenamed ? nameKeys(after) : {}) };
    columns.version = after.version;
    columns.updated_at = after.updated_at;
    const sets = Object.keys(columns).map((name) => `${name} = ?`);
    const key = [before.store_id, before.id];
    await tx.run(`UPDATE customers SET ${sets.join(", ")} WHERE store_id = ? AND id = ?`, [
      ...Object.values(columns),
      ...key,
    ]);
    if (isRenamed) {
      await tx.run("DELETE FROM customer_words WHERE store_id = ? AND customer_id = ?", key);
      await insertWords(tx, after);
    }
    const was = Object.fromEntries(changed.map(([name]) => [name, before[name as keyof Row]]));
    await record(tx, caller, "customer.updated", after, { before: was, after: Object.fromEntries(changed) });
    return after;
  });
}

const blank = { group_id: null, group_public_id: null, group_name: null, last_active_on: 0 };

function newColumns({ store_id, tenant_id, country }: Shop, body: Record<string, string | boolean | null>): Columns {
  const now = Date.now();
  const given = toColumns(body) as { email: string; phone?: string; first_name?: string; last_name?: string };
  const names = { first_name: given.first_name ?? "", last_name: given.last_name ?? "" };
  return {
    enabled: 1,
    approved: 1,
    email_verified: 0,
    phone_verified: 0,
    ...given,
    ...names,
    ...nameKeys(names),
    public_id: newId("cust"),
    store_id,
    tenant_id,
    email: normalizeEmail(given.email),
    phone: given.phone ?? null,
    phone_key: given.phone ? phoneKey(given.phone, country) : null,
    is_guest: body.registration_source === "GUEST" ? 1 : 0,
    address_json: null,
    total_orders: 0,
    total_order_amount: 0,
    version: 1,
    created_at: now,
    updated_at: now,
  };
}

const toColumns = (body: Record<string, string | boolean | null>): Columns =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, value === true ? 1 : value === false ? 0 : value]),
  );

const nameKeys = (row: { first_name: string; last_name: string }) => ({
  first_key: indexKey(row.first_name, 64),
  last_key: indexKey(row.last_name, 64),
});

async function insertWords(tx: Connected, row: Row): Promise<void> {
  const words = wordsOf({ ...row, is_guest: row.is_guest === 1 });
  await insert(
    tx,
    "customer_words",
    words.map((word) => ({ store_id: row.store_id, customer_id: row.id, ...word, created_at: row.created_at })),
  );
}

// The event is marked as sent: the product's relay, which runs on the same tables, is not to do this server's work.
async function record(tx: Connected, { actor, shop }: Caller, name: string, row: Row, data: object): Promise<void> {
  const now = Date.now();
  const aggregate = { type: "customer", id: row.public_id, version: row.version };
  const { store_id, tenant_id } = shop;
  const occurred_at = new Date(now).toISOString();
  const event = {
    id: newId("evt"),
    name,
    store_id,
    tenant_id,
    aggregate,
    data,
    occurred_at,
    actor,
    request_id: newId("req"),
  };
  await insert(tx, "customers_outbox", [
    {
      fact_id: event.id,
      name,
      aggregate_id: row.public_id,
      fact: JSON.stringify(event),
      created_at: now,
      sent_at: now,
    },
  ]);
  const result = JSON.stringify(row);
  await insert(tx, "customers_idempotency", [
    {
      idempotency_key: event.request_id,
      action: name,
      request_hash: createHash("sha256").update(JSON.stringify(data)).digest("base64"),
      subject_id: row.public_id,
      result,
      created_at: now,
    },
  ]);
}

function insert(tx: Connected, table: string, rows: Columns[]) {
  const columns = Object.keys(rows[0] ?? {});
  const marks = `(${columns.map(() => "?").join(", ")})`;
  const sql = `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${rows.map(() => marks).join(", ")}`;
  return tx.run(
    sql,
    rows.flatMap((row) => columns.map((column) => row[column] ?? null)),
  );
}
