import mysql from "mysql2";
import type { Pool, PoolConnection, PoolOptions, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import { newId } from "../../mixins/values/ids.ts";

/** The value of a placeholder. */
export type Value = string | number | null;

/** A pool of connections, or one of them inside a transaction. */
export interface Connected {
  rows<T>(sql: string, values?: Value[]): Promise<T[]>;
  run(sql: string, values?: Value[]): Promise<ResultSetHeader>;
}

export interface Db extends Connected {
  transaction<T>(work: (tx: Connected) => Promise<T>): Promise<T>;
}

/** The options of a pool of the same size and session as the product's. */
export function addressed(uri: string, connectionLimit: number): PoolOptions {
  return { uri, connectionLimit, charset: "utf8mb4_bin", maxPreparedStatements: 500 };
}

/** The pool, with every query a prepared statement. */
export function connect(pool: Pool): Db {
  pool.pool.on("connection", (connection) => {
    connection.query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
  });
  return {
    ...over(pool),
    async transaction(work) {
      const connection = await pool.getConnection();
      try {
        await connection.beginTransaction();
        const result = await work(over(connection));
        await connection.commit();
        return result;
      } catch (error) {
        await connection.rollback();
        throw error;
      } finally {
        connection.release();
      }
    },
  };
}

function over(connection: Pool | PoolConnection): Connected {
  return {
    async rows<T>(sql: string, values: Value[] = []) {
      const [rows] = await connection.execute<RowDataPacket[]>(sql, values.map(typed) as never);
      return rows as T[];
    },
    async run(sql, values = []) {
      const [header] = await connection.execute<ResultSetHeader>(sql, values.map(typed) as never);
      return header;
    },
  };
}

// mysql2 sends every number as a double, which MariaDB refuses in LIMIT.
const typed = (value: Value) => (typeof value === "number" ? mysql.TypedParameter.LONGLONG(value) : value);

/** The headers of every answer, as the product sends them. */
export const headers = () => ({
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-site",
  "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
  "Cache-Control": "private, no-cache",
  "X-Request-Id": newId("req"),
});
