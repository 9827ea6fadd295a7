import { marks, type Row, type SqlValue } from "@seller-orchestra/durable";
import type { Sequelize, Transaction } from "sequelize";
import { closeSequelize, dialect, openSequelize } from "../../config/database.ts";
import { databaseName, type EngineName, engineFails, engineServes, sentenceOf } from "../../config/engine-problems.ts";
import { inStatement } from "../../config/tracing.ts";
import { UnavailableError } from "../actions/errors.ts";
import { sqlDialect } from "./dialect.ts";
import { type Executed, execute, type Form } from "./execute.ts";
import { asUnavailable, Contention, isContention, isOfEngine } from "./failures.ts";
import { alone, writeTogether } from "./shared.ts";

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

  /** Whether the engine has refused a statement that it would take at other times. */
  #refuses = false;

  /** The number of the shard that it is on; 0 where stores are not spread. */
  readonly shard: number;

  readonly #engine: EngineName;

  constructor(service: string, sequelize = openSequelize(service), engine: EngineName = "database", shard = 0) {
    this.service = service;
    this.sequelize = sequelize;
    this.shard = shard;
    this.#engine = engine;
  }

  /** A service's database on a shard. */
  static onShard(service: string, shard: number): Database {
    return new Database(service, openSequelize(service, shard), databaseName(shard), shard);
  }

  /** Runs a query and returns its rows. Throws `service_unavailable` when the engine does not answer. */
  async rows<T>(sql: string, values: readonly SqlValue[] = [], tx?: Transaction, form?: Form): Promise<T[]> {
    return (await this.#execute(sql, values, tx, form)).rows as T[];
  }

  /** The first row, or undefined. */
  async row<T>(sql: string, values: readonly SqlValue[] = [], tx?: Transaction): Promise<T | undefined> {
    return (await this.rows<T>(sql, values, tx))[0];
  }

  /** Runs a statement and returns how many rows it changed. */
  async run(sql: string, values: readonly SqlValue[] = [], tx?: Transaction, form?: Form): Promise<number> {
    return (await this.#execute(sql, values, tx, form)).changes;
  }

  /** Runs a statement and returns the integer key that it generated, or set by LAST_INSERT_ID(). */
  async runForId(sql: string, values: readonly SqlValue[], tx?: Transaction): Promise<number> {
    return (await this.#execute(sql, values, tx)).lastID;
  }

  /** Inserts one row and returns its integer key. */
  async insert(table: string, row: Row, tx?: Transaction): Promise<number> {
    const columns = Object.keys(row);
    const insertOne = (one: Row) => this.runForId(insertion(table, columns, 1), valuesOf(columns, [one]), tx);
    // Many get their keys read back: how far apart generated keys are is a setting of the engine.
    if (!columns.includes("public_id")) return insertOne(row);
    return writeTogether(tx, `insert ${table} ${columns}`, row, async (rows) => {
      if (rows.length === 1) return [await insertOne(row)];
      await this.#insertRows(table, columns, rows, tx);
      const ids = rows.map(({ public_id }) => public_id ?? null);
      const sql = `SELECT id, public_id FROM ${table} WHERE store_id IN (${marks(rows)}) AND public_id IN (${marks(ids)})`;
      const stores = rows.map(({ store_id }) => store_id ?? null);
      const known = await this.rows<{ id: number; public_id: string }>(sql, [...stores, ...ids], tx, "text");
      const byId = new Map(known.map(({ id, public_id }) => [public_id, id]));
      return ids.map((id) => byId.get(String(id)) ?? 0);
    });
  }

  /** Inserts many rows of the same columns in one statement. */
  async insertMany(table: string, rows: readonly Row[], tx?: Transaction): Promise<void> {
    const columns = Object.keys(rows[0] ?? {});
    if (columns.length === 0) return;
    await writeTogether(tx, `insert rows ${table} ${columns}`, rows, async (all) => {
      await this.#insertRows(table, columns, all.flat(), tx);
      return all.map(() => undefined);
    });
  }

  #insertRows(table: string, columns: string[], rows: readonly Row[], tx?: Transaction): Promise<number> {
    const form = rows.length > oftenPrepared ? "text" : "prepared";
    return this.run(insertion(table, columns, rows.length), valuesOf(columns, rows), tx, form);
  }

  /** Deletes rows that meet a condition, at most `limit`; returns how many. */
  deleteSome(table: string, where: string, values: readonly SqlValue[], limit: number): Promise<number> {
    return this.run(sqlDialect.deleteSome(table, where, limit), values);
  }

  /** The clause of an INSERT before the changes of an existing row with the same unique key. */
  onConflict(key: string): string {
    return sqlDialect.onConflict(key);
  }

  /** Checks that the engine answers, and that it takes writes again where it refused one. Throws `service_unavailable`. */
  async check(): Promise<void> {
    await this.rows("SELECT 1");
    if (!this.#refuses) return engineServes(this.#engine);
    const probe = { action: "health", request_hash: "", subject_id: null, result: null, created_at: Date.now() };
    const columns = ["idempotency_key", ...Object.keys(probe)];
    const text = `${insertion(`${this.service}_idempotency`, columns, 1)}
      ${this.onConflict("idempotency_key")} created_at = ?`;
    await this.run(text, ["health", ...Object.values(probe), probe.created_at]);
    this.#refuses = false;
    engineServes(this.#engine);
  }

  /** What callers get for an error of the engine; `check` looks closer after it. */
  failureOf(error: unknown): unknown {
    if (isOfEngine(error) && !isContention(error)) this.#refuses = true;
    const failure = asUnavailable(error);
    const isAway = failure instanceof UnavailableError && !(failure instanceof Contention);
    if (isAway) engineFails(this.#engine, sentenceOf(error));
    return failure;
  }

  close(): Promise<void> {
    return closeSequelize(this.sequelize);
  }

  #execute(sql: string, values: readonly SqlValue[], tx?: Transaction, form?: Form): Promise<Executed> {
    return inStatement(dialect, sql, () => this.#send(sql, values, tx, form));
  }

  async #send(sql: string, values: readonly SqlValue[], tx?: Transaction, form?: Form): Promise<Executed> {
    try {
      if (tx) return await alone(tx, /^\s*SELECT/i.test(sql), () => execute(connectionOf(tx), sql, values, form));
      return await this.#withConnection((connection) => execute(connection, sql, values, form));
    } catch (error) {
      // Contention restarts a transaction.
      throw tx && isContention(error) ? error : this.failureOf(error);
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

// Inserts of more rows than this differ too much in length to be prepared.
const oftenPrepared = 3;

const insertion = (table: string, columns: string[], rows: number) =>
  `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${Array(rows)
    .fill(`(${marks(columns)})`)
    .join(", ")}`;

const valuesOf = (columns: string[], rows: readonly Row[]): SqlValue[] =>
  rows.flatMap((row) => columns.map((column) => row[column] ?? null));

const connectionOf = (tx: Transaction) => (tx as unknown as { connection: unknown }).connection;
