import Sqlite from "better-sqlite3";
import type { SqlValue, Store } from "./store.ts";

/** A store in a file of SQLite, or in memory (":memory:"). */
export interface SqliteStore extends Store<SqliteTx> {
  close(): Promise<void>;
}

/** A transaction: the only one of its store at a time. */
export interface SqliteTx {
  hooks: (() => void)[];
}

// How long another process may hold the file's write lock.
const busyMs = 10_000;

/** Opens a store for the tables of a service. Every commit is on disk before it is answered. */
export function sqliteStore(file: string, service: string): SqliteStore {
  const db = new Sqlite(file, { timeout: 0 });
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  let turn: Promise<unknown> = Promise.resolve();
  // One connection: a statement of others must not slip into an open transaction.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const execute = (sql: string, values: readonly SqlValue[] = []) => retryBusy(() => executeNow(db, sql, values));
  const statement = (sql: string, values?: readonly SqlValue[], tx?: SqliteTx) =>
    tx ? execute(sql, values) : inTurn(() => execute(sql, values));
  return {
    dialect: "sqlite",
    service,
    database: db,
    rows: async <T>(...args: Parameters<typeof statement>) => (await statement(...args)).rows as T[],
    run: async (...args) => (await statement(...args)).changes,
    async transaction(work) {
      const tx: SqliteTx = { hooks: [] };
      const result = await inTurn(async () => {
        await execute("BEGIN IMMEDIATE");
        try {
          const done = await work(tx);
          await execute("COMMIT");
          return done;
        } catch (error) {
          if (db.inTransaction) db.exec("ROLLBACK");
          throw error;
        }
      });
      for (const hook of tx.hooks) hook();
      return result;
    },
    onCommit: (tx, hook) => void tx.hooks.push(hook),
    close: () => inTurn(async () => void db.close()),
  };
}

function executeNow(db: Sqlite.Database, sql: string, values: readonly SqlValue[]) {
  const prepared = db.prepare(sql);
  const bound = values.map((value) => (typeof value === "boolean" ? Number(value) : value));
  if (prepared.reader) return { rows: prepared.all(...bound), changes: 0 };
  return { rows: [], changes: prepared.run(...bound).changes };
}

// By a timer, since a blocking wait would hold up this event loop.
async function retryBusy<T>(work: () => T): Promise<T> {
  const deadline = Date.now() + busyMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!/^SQLITE_BUSY/.test(String((error as { code?: unknown }).code)) || Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
  }
}
