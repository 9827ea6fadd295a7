import mysql, { type PoolConnection, type ResultSetHeader } from "mysql2/promise";
import { driverCode, type SqlValue, type Store } from "./store.ts";

/** A store in a database of MariaDB (10.6 or later) or MySQL (8.0.1 or later). */
export interface MysqlStore extends Store<MysqlTx> {
  close(): Promise<void>;
}

/** A transaction: a connection and what is called back after the commit. */
export interface MysqlTx {
  connection: PoolConnection;
  hooks: (() => void)[];
}

const deadlockTries = 12;
// Taken once: mysql2 requires the module anew at each access.
const longLong = mysql.TypedParameter.LONGLONG;

/** Opens a store for the tables of a service: `mysql://user:password@host/database`. */
export function mysqlStore(url: string, service: string, connections = 10): MysqlStore {
  const pool = mysql.createPool({ uri: url, connectionLimit: connections, charset: "utf8mb4_bin" });
  // Gap locks of the default level would block unrelated inserts.
  pool.on("connection", (connection) => {
    (connection as unknown as { query(sql: string): void }).query(
      "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    );
  });
  const execute = async (sql: string, values: readonly SqlValue[] = [], tx?: MysqlTx) =>
    (await (tx?.connection ?? pool).execute(sql, values.map(toMysql)))[0];
  const attempt = async <T>(work: (tx: MysqlTx) => Promise<T>): Promise<T> => {
    const tx: MysqlTx = { connection: await pool.getConnection(), hooks: [] };
    try {
      await tx.connection.beginTransaction();
      const result = await work(tx);
      await tx.connection.commit();
      for (const hook of tx.hooks) hook();
      return result;
    } catch (error) {
      // A connection that cannot roll back is unusable.
      await tx.connection.rollback().catch(() => tx.connection.destroy());
      throw error;
    } finally {
      tx.connection.release();
    }
  };
  return {
    dialect: "mariadb",
    service,
    database: pool,
    rows: async <T>(...args: Parameters<typeof execute>) => (await execute(...args)) as T[],
    run: async (...args) => ((await execute(...args)) as ResultSetHeader).affectedRows,
    async transaction(work) {
      for (let tries = 1; ; tries++) {
        try {
          return await attempt(work);
        } catch (error) {
          const contended = /^ER_(LOCK_DEADLOCK|LOCK_WAIT_TIMEOUT|CHECKREAD)$/.test(driverCode(error));
          if (!contended || tries === deadlockTries) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * tries));
      }
    },
    onCommit: (tx, hook) => void tx.hooks.push(hook),
    close: () => pool.end(),
  };
}

// mysql2 sends every number as a double, which MariaDB does not accept in LIMIT.
const toMysql = (value: SqlValue) =>
  typeof value === "number" && Number.isSafeInteger(value) ? longLong(value) : value;
