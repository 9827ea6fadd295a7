import { createConnection, type RowDataPacket } from "mysql2/promise";

interface Table extends RowDataPacket {
  name: string;
  columns: string | null;
}

/** What of a store is in a database: how many rows name it in any column, by table. */
export async function rowsOf(url: string, database: string, store_id: number): Promise<Record<string, number>> {
  const connection = await createConnection({ uri: url, database: "mysql" });
  try {
    const [tables] = await connection.query<Table[]>(
      `SELECT table_name AS name, GROUP_CONCAT(IF(data_type LIKE '%text' OR data_type LIKE '%char' OR column_name = 'store_id',
         CONCAT('\`', column_name, '\`'), NULL)) AS columns FROM information_schema.columns
       WHERE table_schema = ? GROUP BY table_name`,
      [database],
    );
    const found: Record<string, number> = {};
    for (const { name, columns } of tables) {
      if (!columns) continue;
      const [[row]] = await connection.query<(RowDataPacket & { found: number })[]>(
        `SELECT COUNT(*) AS found FROM \`${database}\`.\`${name}\` WHERE CONCAT_WS(' ', ${columns}) REGEXP '(^|[^0-9])${store_id}([^0-9]|$)'`,
      );
      if (row && row.found > 0) found[name] = row.found;
    }
    return found;
  } finally {
    await connection.end();
  }
}

/** Statements that name a store, on connections to a database. */
export async function statementsOf(url: string, database: string, store_id: number): Promise<string[]> {
  const connection = await createConnection({ uri: url, database: "mysql" });
  try {
    const [rows] = await connection.query<(RowDataPacket & { said: string })[]>(
      `SELECT CONVERT(argument USING utf8mb4) AS said FROM general_log WHERE thread_id IN (
         SELECT thread_id FROM general_log WHERE command_type = 'Connect' AND argument LIKE ?
       ) AND argument REGEXP ?`,
      [`% on ${database} %`, `(^|[^0-9])${store_id}([^0-9]|$)`],
    );
    return rows.map(({ said }) => said);
  } finally {
    await connection.end();
  }
}

/** Has the next store of a database get an id that is found nowhere else. */
export async function setNextStore(url: string, database: string, store_id: number): Promise<void> {
  const connection = await createConnection({ uri: url, database: "mysql" });
  await connection.query(`ALTER TABLE ${database}.stores AUTO_INCREMENT = ${store_id}`);
  await connection.end();
}
