import "./data.ts";
import { createConnection } from "mysql2/promise";
import { Database } from "../../../mixins/db/database.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { product } from "./index.ts";

/** Runs a statement on a service's tables: what only time would do, such as the age of a session. */
export async function runSql(service: string, text: string, values: (string | number)[]): Promise<void> {
  if (product().profile === "embedded") {
    const db = new Database(service);
    await db.run(text, values).finally(() => db.close());
    return;
  }
  const connection = await createConnection(product().environment.DATABASE_URL ?? "");
  await connection.execute(text, values).finally(() => connection.end());
}

/** The rows of a service's tables that a statement gives: what was kept, whatever surfaces show of it. */
export async function readSql<Row extends object>(service: string, text: string): Promise<Row[]> {
  if (product().profile === "embedded") {
    const db = new Database(service);
    return db.rows<Row>(text).finally(() => db.close());
  }
  const connection = await createConnection(product().environment.DATABASE_URL ?? "");
  const [rows] = await connection.query(text).finally(() => connection.end());
  return rows as Row[];
}

/** Does something while a statement of another transaction holds rows of a service's tables: who writes them waits. */
export async function whileHeld<T>(
  service: string,
  text: string,
  values: (string | number)[],
  work: () => Promise<T>,
): Promise<T> {
  if (product().profile === "embedded") {
    const db = new Database(service);
    const held = transaction(db, async (tx) => {
      await db.run(text, values, tx);
      return work();
    });
    return held.finally(() => db.close());
  }
  const connection = await createConnection(product().environment.DATABASE_URL ?? "");
  try {
    await connection.beginTransaction();
    await connection.execute(text, values);
    return await work();
  } finally {
    await connection.end();
  }
}
