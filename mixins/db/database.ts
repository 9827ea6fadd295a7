import { driverCode, type Row, type SqlValue } from "@seller-orchestra/durable";
import mysql from "mysql2";
import type { Sequelize, Transaction } from "sequelize";
import { closeSequelize, dialect, openSequelize } from "../../config/database.ts";
import type * as sqlite from "../../config/sqlite.ts";
import { UnavailableError } from "../actions/errors.ts";
import { sqlDialect } from "./dialect.ts";
import type { MysqlConnection } from "./mysql.ts";

export { driverCode, isUniqueViolation, type Row, type SqlValue } from "@seller-orchestra/durable";

/**
 * A service's database. `rows` and `run` execute SQL as prepared statements over Sequelize's connections, which costs
 * little more than the driver itself.
 */
export class Database {
  readonly service: string;
  readonly sequelize: Sequelize;
  readonly dialect = dialect;
  /** Clauses that lock the rows of a SELECT until the transaction ends; empty on SQLite, which has one writer. */
  readonly forUpdate = sqlDialect.forUpdate;
  readonly skipLocked = sqlDialect.skipLocked;
  readonly forShare = sqlDialect.forShare;
  /** `INSERT ${db.orIgnore} INTO`: skips rows that violate a unique key. */
  readonly orIgnore = sqlDialect.orIgnore;

  constructor(service: string) {
    this.service = service;
    this.sequelize = openSequelize(service);
  }

  /** Runs a query and returns its rows. Throws `service_unavailable` when the engine does not answer. */
  async rows<T>(sql: string, values: readonly SqlValue[] = [], tx?: Transaction): Promise<T[]> {
    return (await this.#execute(sql, values, tx)).rows as T[];
  }

  /** The first row, or undefined. */
  async row<T>(sql: string, values: readonly SqlValue[] = [], tx?: Transaction): Promise<T | undefined> {
    return (await this.rows<T>(sql, values, tx))[0];
  }

  /** Runs a statement and returns how many rows it changed. */
  async run(sql: string, values: readonly SqlValue[] = [], tx?: Transaction): Promise<number> {
    return (await this.#execute(sql, values, tx)).changes;
  }

  /** Runs a statement and returns the integer key that it generated, or set by LAST_INSERT_ID(). */
  async runForId(sql: string, values: readonly SqlValue[], tx?: Transaction): Promise<number> {
    return (await this.#execute(sql, values, tx)).lastID;
  }

  /** Inserts one row and returns its integer key. */
  async insert(table: string, row: Row, tx?: Transaction): Promise<number> {
    const columns = Object.keys(row);
    const marks = columns.map(() => "?").join(", ");
    const sql = `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${marks})`;
    return this.runForId(sql, Object.values(row), tx);
  }

  /** Inserts many rows of the same columns in one statement. */
  async insertMany(table: string, rows: readonly Row[], tx?: Transaction): Promise<void> {
    const first = rows[0];
    if (!first) return;
    const columns = Object.keys(first);
    const marks = `(${columns.map(() => "?").join(", ")})`;
    const sql = `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${rows.map(() => marks).join(", ")}`;
    const values = rows.flatMap((row) => columns.map((column) => row[column] ?? null));
    await this.run(sql, values, tx);
  }

  /** Deletes rows that meet a condition, at most `limit`; returns how many. */
  deleteSome(table: string, where: string, values: readonly SqlValue[], limit: number): Promise<number> {
    return this.run(sqlDialect.deleteSome(table, where, limit), values);
  }

  /** The clause of an INSERT before the changes of an existing row with the same unique key. */
  onConflict(key: string): string {
    return sqlDialect.onConflict(key);
  }

  close(): Promise<void> {
    return closeSequelize(this.sequelize);
  }

  async #execute(sql: string, values: readonly SqlValue[], tx?: Transaction): Promise<Executed> {
    try {
      if (tx) return await execute((tx as unknown as { connection: unknown }).connection, sql, values);
      return await this.#withConnection((connection) => execute(connection, sql, values));
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  async #withConnection<T>(work: (connection: unknown) => Promise<T>): Promise<T> {
    const manager = this.sequelize.connectionManager;
    const connection = await manager.getConnection({ type: "write" } as never);
    try {
      return await work(connection);
    } finally {
      manager.releaseConnection(connection);
    }
  }
}

interface Executed {
  rows: unknown[];
  changes: number;
  lastID: number;
}

function execute(connection: unknown, sql: string, values: readonly SqlValue[]): Promise<Executed> {
  if (dialect === "sqlite") return (connection as sqlite.Database).rows(sql, [...values]);
  return new Promise((resolve, reject) => {
    (connection as MysqlConnection).execute(sql, values.map(toMysql), (error, result) => {
      if (error) reject(error);
      else if (Array.isArray(result)) resolve({ rows: result, changes: 0, lastID: 0 });
      else {
        const header = result as { affectedRows: number; insertId: number };
        resolve({ rows: [], changes: header.affectedRows, lastID: header.insertId });
      }
    });
  });
}

// mysql2 sends every number as a double, which MariaDB does not accept in LIMIT.
function toMysql(value: SqlValue): unknown {
  return typeof value === "number" && Number.isSafeInteger(value) ? mysql.TypedParameter.LONGLONG(value) : value;
}

const connectionCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "PROTOCOL_CONNECTION_LOST",
  "PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR",
  "ER_SERVER_SHUTDOWN",
  "ER_CON_COUNT_ERROR",
  "ER_CONNECTION_KILLED",
]);

/** Turns an error of the connection into `service_unavailable`; returns every other error unchanged. */
export function asUnavailable(error: unknown): unknown {
  const name = String((error as Error).name);
  const lost = connectionCodes.has(driverCode(error)) || /^Sequelize(Connection|HostNot|AccessDenied)/.test(name);
  const closed = /closed state|Connection (is )?closed|pool is draining/i.test(String((error as Error).message));
  return lost || closed ? new UnavailableError("database") : error;
}
