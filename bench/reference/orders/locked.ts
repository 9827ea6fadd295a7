import { createHash } from "node:crypto";
import { newId } from "../../../mixins/values/ids.ts";
import { stateOf } from "../../../services/orders/orders.rules.ts";
import type { Caller } from "../authenticate.ts";
import type { Connected, Db, Value } from "../connection.ts";
import type { Columns, OrderRow } from "./rows.ts";

/** A refusal that the routes answer as it is. */
export const refuse = (statusCode: number, code: string) => Object.assign(new Error(code), { statusCode, code });

/** An entry of the event log, and perhaps of the order's timeline. */
export interface Told {
  name: string;
  type: string;
  id: string;
  before: object | null;
  after: object | null;
  /** The entry that the timeline gets of it. */
  entry?: { note?: string | null; data: object | null };
}

/** An order whose row is locked, in the one transaction of its change. */
export interface Locked {
  tx: Connected;
  order: OrderRow;
  /** Writes columns with the next version, and the entries of timeline and event log. */
  save(columns: Columns, told: Told[]): Promise<OrderRow>;
}

/** Changes one order in one transaction, with the idempotency record of its answer; a deadlock's victim tries again. */
export async function changeOrder<T>(
  db: Db,
  caller: Caller,
  { order_id, action, key }: { order_id: string; action: string; key: string | undefined },
  work: (locked: Locked) => Promise<T>,
): Promise<T> {
  return retried(() =>
    db.transaction(async (tx) => {
      const { store_id } = caller.shop;
      const sql = "SELECT * FROM orders WHERE store_id = ? AND public_id = ? FOR UPDATE";
      const [order] = await tx.rows<OrderRow>(sql, [store_id, order_id]);
      if (!order) throw refuse(404, "order_not_found");
      const result = await work({ tx, order, save: (columns, told) => save(tx, caller, order, columns, told) });
      await keepAnswer(tx, { key, action, subject: order.customer_id ?? order_id, result });
      return result;
    }),
  );
}

async function save(tx: Connected, caller: Caller, row: OrderRow, columns: Columns, told: Told[]): Promise<OrderRow> {
  const now = Date.now();
  const entries = told.filter(({ entry }) => entry);
  const changed = { ...row, ...columns } as OrderRow;
  const written = {
    ...columns,
    state: stateOf(changed),
    version: row.version + 1,
    revision: row.revision + Math.max(1, entries.length),
    updated_at: now,
  };
  const sets = Object.keys(written).map((name) => `${name} = ?`);
  const key = [row.store_id, row.id];
  await tx.run(`UPDATE orders SET ${sets.join(", ")} WHERE store_id = ? AND id = ?`, [
    ...Object.values(written),
    ...key,
  ]);
  await insert(tx, "order_timeline", timelineRows(caller, row, entries, now));
  await logEvents(tx, caller, told, now);
  return { ...changed, ...written };
}

/** The rows of an order's next entries. */
export const timelineRows = (caller: Caller, row: OrderRow, entries: Told[], at: number): Columns[] =>
  entries.map(({ name, entry }, index) => ({
    store_id: row.store_id,
    order_id: row.id,
    revision: row.revision + 1 + index,
    public_id: newId("evt"),
    type: name,
    at,
    actor: `${caller.actor.type}:${caller.actor.id}`,
    note: entry?.note ?? null,
    data: entry?.data ? JSON.stringify(entry.data) : null,
  }));

/** Writes into the event log, and its count. */
export async function logEvents(tx: Connected, { actor, shop }: Caller, told: Told[], now: number): Promise<void> {
  const rows = told.map(({ name, type, id, before, after }) => ({
    public_id: newId("evt"),
    store_id: shop.store_id,
    name,
    entity_type: type,
    entity_id: id,
    actor_type: actor.type,
    actor_id: actor.id,
    occurred_at: now,
    request_id: newId("req"),
    before_json: before && JSON.stringify(before),
    after_json: after && JSON.stringify(after),
  }));
  await insert(tx, "audit_events", rows);
  await tx.run(
    `INSERT INTO audit_event_counts (store_id, kind, shard, total) VALUES (?, 0, ?, ?)
     ON DUPLICATE KEY UPDATE total = total + VALUES(total)`,
    [shop.store_id, Math.floor(Math.random() * 16), rows.length],
  );
}

/** Keeps the answer under the request's key. */
export async function keepAnswer(
  tx: Connected,
  {
    key,
    action,
    subject,
    result,
  }: { key: string | undefined; action: string; subject: string | null; result: unknown },
): Promise<void> {
  const answer = JSON.stringify(result);
  const request_hash = createHash("sha256").update(`${action}\n${answer}`).digest("base64");
  const created_at = Date.now();
  const row = {
    idempotency_key: key ?? newId("req"),
    action,
    request_hash,
    subject_id: subject,
    result: answer,
    created_at,
  };
  await insert(tx, "orders_idempotency", [row]);
}

/** Inserts rows of the same columns in one statement. */
export async function insert(tx: Connected, table: string, rows: Columns[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0] ?? {});
  const marks = `(${columns.map(() => "?").join(", ")})`;
  const values: Value[] = rows.flatMap((row) => columns.map((column) => row[column] ?? null));
  await tx.run(`INSERT INTO ${table} (${columns.join(", ")}) VALUES ${rows.map(() => marks).join(", ")}`, values);
}

/** Does it again when the engine chose it as a deadlock's victim. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: string }).code !== "ER_LOCK_DEADLOCK" || tries === 5) throw error;
    }
  }
}
