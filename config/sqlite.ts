import BetterSqlite from "better-sqlite3";
import { synced } from "./sqlite-sync.ts";

// How long a statement waits for another connection's write lock before it fails.
const busyDeadlineMs = 10_000;

// How many connections of a file wait for the next transactions: opening one costs more than most transactions.
const idleConnections = 8;

/** A connection of a file, with its prepared statements. */
interface Connection {
  db: BetterSqlite.Database;
  statements: Map<string, BetterSqlite.Statement>;
}

const idle = new Map<string, Connection[]>();

type Callback = (this: { lastID: number; changes: number }, error: Error | null, rows?: unknown[]) => void;
type Bindings = unknown[] | Record<string, unknown>;

/**
 * The part of the `sqlite3` package's interface that Sequelize uses, over better-sqlite3. A busy database is retried by
 * a timer and not in a blocking wait, because the lock's holder may need this event loop. A statement that commits
 * resolves when its changes are on the disk (sqlite-sync.ts).
 */
export class Database {
  readonly filename: string;
  readonly #connection: Connection;
  /** True when this connection has written what is not committed, or not on the disk. */
  #dirty = false;
  uuid?: string;

  constructor(filename: string, _mode: number, opened: (error: Error | null) => void) {
    this.filename = filename;
    const known = idle.get(filename)?.pop();
    this.#connection = known ?? { db: new BetterSqlite(filename, { timeout: 0 }), statements: new Map() };
    const { db } = this.#connection;
    this.#retry(() => known ?? db.pragma("journal_mode = WAL")).then(
      () => {
        // Commits are synced together, not by SQLite one by one.
        if (!known) db.pragma("synchronous = NORMAL");
        opened(null);
      },
      (error: Error) => opened(error),
    );
  }

  serialize(work: () => void): void {
    work();
  }

  run(sql: string, bindings?: Bindings | Callback, callback?: Callback): this {
    const done = typeof bindings === "function" ? bindings : callback;
    const values = typeof bindings === "function" || bindings === undefined ? [] : bindings;
    this.#executeDurably(sql, values).then(
      ({ rows, ...meta }) => done?.call(meta, null, rows),
      (error: Error) => done?.call({ lastID: 0, changes: 0 }, error),
    );
    return this;
  }

  // Sequelize calls either for any statement.
  all(sql: string, bindings?: Bindings | Callback, callback?: Callback): this {
    return this.run(sql, bindings, callback);
  }

  /** Runs one statement and returns its rows (none for a statement without a result). */
  async rows(sql: string, bindings: unknown[] = []): Promise<{ rows: unknown[]; changes: number; lastID: number }> {
    return this.#executeDurably(sql, bindings);
  }

  close(callback?: (error: Error | null) => void): void {
    const { db } = this.#connection;
    const waiting = idle.get(this.filename) ?? [];
    if (db.inTransaction || waiting.length >= idleConnections) db.close();
    else idle.set(this.filename, [...waiting, this.#connection]);
    callback?.(null);
  }

  async #executeDurably(sql: string, bindings: Bindings) {
    const result = await this.#retry(() => this.#execute(sql, bindings));
    if (this.#dirty && !this.#connection.db.inTransaction) {
      this.#dirty = false;
      await synced(this.filename);
    }
    return result;
  }

  #execute(sql: string, bindings: Bindings) {
    const statement = this.#prepare(sql);
    const values = toSqlite(bindings);
    if (/^rollback/i.test(sql)) this.#dirty = false;
    else if (!statement.readonly && !/^begin/i.test(sql)) this.#dirty = true;
    if (statement.reader) return { rows: statement.all(values), changes: 0, lastID: 0 };
    const { changes, lastInsertRowid } = statement.run(values);
    return { rows: [], changes, lastID: Number(lastInsertRowid) };
  }

  #prepare(sql: string): BetterSqlite.Statement {
    const { db, statements } = this.#connection;
    const known = statements.get(sql);
    if (known) return known;
    const statement = db.prepare(sql);
    if (statements.size < 200) statements.set(sql, statement);
    return statement;
  }

  async #retry<T>(work: () => T): Promise<T> {
    const deadline = Date.now() + busyDeadlineMs;
    for (let attempt = 1; ; attempt++) {
      try {
        return work();
      } catch (error) {
        const busy = String((error as { code?: string }).code).startsWith("SQLITE_BUSY");
        if (!busy || Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(50, attempt * 4)));
      }
    }
  }
}

/** Closes the connections of a file that no transaction uses. */
export function closeIdle(filename: string): void {
  for (const { db } of idle.get(filename) ?? []) db.close();
  idle.delete(filename);
}

// better-sqlite3 expects names without `$`, and accepts neither booleans nor undefined.
function toSqlite(bindings: Bindings): Bindings {
  if (Array.isArray(bindings)) return bindings.map(toValue);
  return Object.fromEntries(Object.entries(bindings).map(([name, value]) => [name.replace(/^\$/, ""), toValue(value)]));
}

function toValue(value: unknown): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  return value === undefined ? null : value;
}

/** Constants that Sequelize reads from its `dialectModule`. */
export const OPEN_READWRITE = 2;
export const OPEN_CREATE = 4;
