import "../harness/data.ts";
import { createConnection } from "mysql2/promise";
import { ulid } from "ulid";
import { Database } from "../../../mixins/db/database.ts";
import { product } from "../harness/index.ts";

let letters = 0;

/** Writes rows into a table of the running product, on whichever engine it keeps them. */
export async function insertInto(service: string, table: string, rows: Record<string, string | number | null>[]) {
  const { profile, environment } = product();
  const columns = Object.keys(rows[0] ?? {});
  const marks = rows.map(() => `(${columns.map(() => "?").join(", ")})`).join(", ");
  const text = `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${marks}`;
  const values = rows.flatMap((row) => columns.map((column) => row[column] ?? null));
  if (profile === "embedded") {
    const db = new Database(service);
    await db.run(text, values).finally(() => db.close());
    return;
  }
  const connection = await createConnection(environment.DATABASE_URL as string);
  await connection.query(text, values).finally(() => connection.end());
}

/** A dead letter of a service, of an event that its consumer `totals` could not handle. */
export async function newDeadLetter(
  store: { store_id: number; tenant_id: string },
  { service = "customers", consumer = "totals", name = "order.tagged", data = {} as object, at = Date.now() } = {},
): Promise<{ event_id: string }> {
  const event_id = `evt_${ulid()}`;
  const aggregate = { type: "order", id: `ord_${ulid()}`, version: 1 };
  const envelope = { id: event_id, name, ...store, aggregate, occurred_at: new Date(at).toISOString() };
  const event = { ...envelope, actor: { type: "system", id: "tests" }, request_id: null, data };
  letters += 1;
  const error = `Error: poisoned ${letters} <b>by hand</b>\n    at tests`;
  const columns = { consumer: `${service}.${consumer}`, fact_id: event_id, name, fact: JSON.stringify(event), error };
  await insertInto(service, `${service}_dead_letters`, [{ ...columns, tries: 8, created_at: at }]);
  return { event_id };
}
