import BetterSqlite from "better-sqlite3";

// How long a statement waits for another connection's write lock before it fails.
const busyDeadlineMs = 10_000;

type Callback = (this: { lastID: number; changes: number }, error: Error | null, rows?: unknown[]) => void;
type Bindings = unknown[] | Record<string, unknown>;

/**
 * The part of the `sqlite3` package's interface that Sequelize uses, over better-sqlite3. A busy database is retried by
 * a timer and not in a blocking wait, because the lock's holder may need this event loop.
 */
export class Database {
  readonly filename: string;
  readonly #db: BetterSqlite.Database;
  readonly #statements = new Map<string, BetterSqlite.Statement>();
  uuid?: string;

  constructor(filename: string, _mode: number, opened: (error: Error | null) => void) {
    this.filename = filename;
    this.#db = new BetterSqlite(filename, { timeout: 0 });
    this.#retry(() => this.#db.pragma("journal_mode = WAL")).then(
      () => {
        this.#db.pragma("synchronous = NORMAL");
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
    this.#retry(() => this.#execute(sql, values)).then(
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
    return this.#retry(() => this.#execute(sql, bindings));
  }

  close(callback?: (error: Error | null) => void): void {
    this.#statements.clear();
    this.#db.close();
    callback?.(null);
  }

  #execute(sql: string, bindings: Bindings) {
    const statement = this.#prepare(sql);
    const values = toSqlite(bindings);
    if (statement.reader) return { rows: statement.all(values), changes: 0, lastID: 0 };
    const { changes, lastInsertRowid } = statement.run(values);
    return { rows: [], changes, lastID: Number(lastInsertRowid) };
  }

  #prepare(sql: string): BetterSqlite.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    if (this.#statements.size < 200) this.#statements.set(sql, statement);
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
