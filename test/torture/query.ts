import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { createConnection, type RowDataPacket } from "mysql2/promise";

/** Reads the product's tables behind its back. */
export interface Query {
  /** Rows of a query over the tables of one service. */
  rows<Row>(service: string, sql: string, values?: (string | number)[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** The files of the embedded profile. */
export function openFiles(folder: string): Query {
  const open = new Map<string, BetterSqlite.Database>();
  const of = (service: string) => {
    const known = open.get(service) ?? new BetterSqlite(join(folder, `${service}.sqlite`), { readonly: true });
    open.set(service, known);
    return known;
  };
  return {
    rows: async <Row>(service: string, sql: string, values: (string | number)[] = []) =>
      of(service)
        .prepare(sql)
        .all(...values) as Row[],
    async close() {
      for (const db of open.values()) db.close();
    },
  };
}

/** The database of the distributed profile. */
export async function openEngine(url: string): Promise<Query> {
  const connection = await createConnection({ uri: url, supportBigNumbers: true });
  return {
    async rows<Row>(_service: string, sql: string, values: (string | number)[] = []) {
      const [rows] = await connection.query<RowDataPacket[]>(sql, values);
      return rows as Row[];
    },
    close: () => connection.end(),
  };
}
