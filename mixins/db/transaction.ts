import { Transaction } from "sequelize";
import { openTransactions } from "../../config/database.ts";
import { inStatement } from "../../config/tracing.ts";
import type { Database } from "./database.ts";
import { isContention } from "./failures.ts";
import { type MysqlConnection, query } from "./mysql.ts";

const deadlockTries = 12;
// Beyond it the caller has given up: a lock that takes longer is held by a process that hangs.
const contentionMs = 8_000;

/**
 * Runs work in one transaction. A deadlock or lock time-out restarts it, so the work must have no effect outside the
 * database.
 */
export async function transaction<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const { result, tx } = await untilCommitted(db, async (tx) => ({ result: await work(tx), tx }));
  for (const hook of hooksOf(tx)) hook();
  return result;
}

const hooks = new WeakMap<Transaction, (() => void)[]>();

/** Calls back after a transaction is committed, and never when it is not. */
export function onCommit(tx: Transaction, hook: () => void): void {
  const known = hooks.get(tx);
  if (known) known.push(hook);
  else hooks.set(tx, [hook]);
}

/** The functions that are to be called after the commit. */
export const hooksOf = (tx: Transaction): readonly (() => void)[] => hooks.get(tx) ?? [];

async function untilCommitted<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const since = performance.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(db, work);
    } catch (error) {
      const isLast = attempt === deadlockTries || performance.now() - since > contentionMs;
      if (!isContention(error) || isLast) throw db.failureOf(error);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * attempt));
    }
  }
}

function attemptOnce<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.dialect === "mariadb" ? attemptOnConnection(db, work) : attemptBySequelize(db, work);
}

// Sequelize's own begin and commit cost more than the statements of most transactions.
async function attemptOnConnection<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const implicit = openTransactions(db.shard);
  const manager = (implicit ?? db.sequelize).connectionManager;
  const connection = (await manager.getConnection({ type: "write" } as never)) as MysqlConnection;
  try {
    if (!implicit) await query(connection, "START TRANSACTION");
    const result = await work({ connection } as unknown as Transaction);
    await inStatement(db.dialect, "COMMIT", () => query(connection, "COMMIT"));
    return result;
  } catch (error) {
    // The cause is thrown, not a failed rollback. A connection that cannot roll back is unusable.
    await query(connection, "ROLLBACK").catch(() => connection.destroy());
    throw error;
  } finally {
    manager.releaseConnection(connection);
  }
}

// On SQLite a transaction is a connection of its own.
async function attemptBySequelize<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const tx = await db.sequelize.transaction({ type: Transaction.TYPES.IMMEDIATE });
  try {
    const result = await work(tx);
    await inStatement(db.dialect, "COMMIT", () => tx.commit());
    return result;
  } catch (error) {
    // The cause is thrown, not a failed rollback. The pool discards the connection of one.
    await tx.rollback().catch(() => undefined);
    throw error;
  }
}
