import { createConnection } from "mysql2/promise";

/** How many entries a ledger has in the database of a URL; undefined while there is no table. */
export async function entriesOn(url: string, service: string): Promise<number | undefined> {
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query(`SELECT COUNT(*) AS found FROM ${service}_entries`);
    return (rows as { found: number }[])[0]?.found;
  } catch {
    return undefined;
  } finally {
    await connection.end();
  }
}
