import "./data.ts";
import { createConnection } from "mysql2/promise";
import { Database } from "../../../mixins/db/database.ts";
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
