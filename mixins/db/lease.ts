import type { Database } from "./database.ts";
import { isUniqueViolation } from "./database.ts";
import { sqlDialect } from "./dialect.ts";
import { Contention } from "./failures.ts";
import { hasTable } from "./schema.ts";

// Longer than a busy machine may delay the renewal, or than the clocks of a cluster's nodes differ.
const leaseMs = 30_000;
const patienceMs = 120_000;
const retryMs = 100;

/**
 * Runs work while no other process runs work under the same service's lock: a row with its holder's lease, by the
 * database's clock. A named lock of the server would hold on one node of a cluster only.
 */
export async function underLock<Result>(db: Database, work: () => Promise<Result>): Promise<Result> {
  const lease = await Lease.of(db);
  const deadline = Date.now() + patienceMs;
  while (!(await lease.take())) {
    if (Date.now() > deadline) throw new Error(`Could not get the migration lock of ${db.service}.`);
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
  const renewal = setInterval(() => lease.take().catch(() => undefined), leaseMs / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await lease.release();
  }
}

class Lease {
  readonly #db: Database;
  readonly #holder = `${process.pid}-${Math.random()}`;

  private constructor(db: Database) {
    this.#db = db;
  }

  static async of(db: Database): Promise<Lease> {
    if (await hasTable(db, "migration_locks")) return new Lease(db);
    await db.rows(`CREATE TABLE IF NOT EXISTS migration_locks
      (name VARCHAR(64) PRIMARY KEY, holder VARCHAR(64) NOT NULL, leased_until BIGINT NOT NULL) ${sqlDialect.tableOptions}`);
    return new Lease(db);
  }

  /** Takes or renews it. */
  async take(): Promise<boolean> {
    try {
      return (await this.#renew()) || (await this.#insert());
    } catch (error) {
      // Two nodes of a Galera cluster took it at once: this one's change was rolled back.
      if (isUniqueViolation(error) || error instanceof Contention) return false;
      throw error;
    }
  }

  async release(): Promise<void> {
    const mine = "name = ? AND holder = ?";
    await this.#db.run(`DELETE FROM migration_locks WHERE ${mine}`, [this.#db.service, this.#holder]);
  }

  async #renew(): Promise<boolean> {
    const { now } = sqlDialect;
    const text = `UPDATE migration_locks SET holder = ?, leased_until = ${now} + ${leaseMs}
      WHERE name = ? AND (holder = ? OR leased_until < ${now})`;
    return (await this.#db.run(text, [this.#holder, this.#db.service, this.#holder])) > 0;
  }

  async #insert(): Promise<boolean> {
    const { orIgnore, now } = sqlDialect;
    const text = `INSERT ${orIgnore} INTO migration_locks VALUES (?, ?, ${now} + ${leaseMs})`;
    return (await this.#db.run(text, [this.#db.service, this.#holder])) > 0;
  }
}
