import { DataTypes } from "sequelize";
import { SequelizeStorage, Umzug } from "umzug";
import { noSessionLimits, sessionLimits } from "../../config/database.ts";
import { messaging } from "../messaging/messaging.tables.ts";
import type { Database } from "./database.ts";
import { type Migration, type MigrationContext, repeatableSchema } from "./schema.ts";

export type { Migration } from "./schema.ts";

const lockSeconds = 120;

/** Runs a service's migrations, then `seed`; of many processes that start at once, one does the work. */
export async function migrate(
  db: Database,
  migrations: Migration[],
  seed?: (db: Database) => Promise<void>,
): Promise<void> {
  await underLock(db, async () => {
    const context: MigrationContext = { db, schema: repeatableSchema(db), types: DataTypes };
    const all = [messaging(db.service), ...migrations];
    const umzug = new Umzug({
      migrations: all.map(({ name, up }) => ({ name, up: () => up(context) })),
      // With the default name, services that share a Sequelize would share the first one's model.
      storage: new SequelizeStorage({ sequelize: db.sequelize, modelName: `${db.service}_migrations` }),
      logger: undefined,
    });
    await umzug.up();
    await seed?.(db);
  });
}

/** Runs work while no other process runs work under the same service's lock. */
export async function underLock(db: Database, work: () => Promise<void>): Promise<void> {
  return db.dialect === "sqlite" ? underRowLock(db, work) : underNamedLock(db, work);
}

let turn: Promise<unknown> = Promise.resolve();

// The lock needs one connection and the work another: services of one process that did so at once could exhaust their
// shared pool and wait for each other.
function underNamedLock(db: Database, work: () => Promise<void>): Promise<void> {
  const mine = turn.then(() => underServerLock(db, work));
  turn = mine.catch(() => undefined);
  return mine;
}

// GET_LOCK belongs to a connection: the server releases it when the process dies.
async function underServerLock(db: Database, work: () => Promise<void>): Promise<void> {
  const name = `${db.sequelize.getDatabaseName()}.${db.service}.migrations`.slice(-64);
  const tx = await db.sequelize.transaction();
  try {
    // The session is idle while another one migrates.
    await db.sequelize.query(noSessionLimits, { transaction: tx });
    const got = await db.row<{ got: number }>(`SELECT GET_LOCK(?, ${lockSeconds}) AS got`, [name], tx);
    if (got?.got !== 1) throw new Error(`Could not get the migration lock of ${db.service} in ${lockSeconds} s.`);
    try {
      await work();
    } finally {
      await db.rows("SELECT RELEASE_LOCK(?)", [name], tx);
    }
  } finally {
    await db.sequelize.query(sessionLimits, { transaction: tx }).catch(() => undefined);
    await tx.rollback();
  }
}

// SQLite has no named locks: a row with the holder's lease replaces one, renewed while the holder lives.
async function underRowLock(db: Database, work: () => Promise<void>): Promise<void> {
  // Longer than a busy machine may delay the renewal.
  const lease = 20_000;
  const holder = `${process.pid}-${Math.random()}`;
  await db.run("CREATE TABLE IF NOT EXISTS migration_lock (id INTEGER PRIMARY KEY, holder TEXT, until INTEGER)");
  await db.run("INSERT OR IGNORE INTO migration_lock VALUES (1, '', 0)");
  const take = () =>
    db.run("UPDATE migration_lock SET holder = ?, until = ? WHERE id = 1 AND (until < ? OR holder = ?)", [
      holder,
      Date.now() + lease,
      Date.now(),
      holder,
    ]);
  const deadline = Date.now() + lockSeconds * 1000;
  while ((await take()) === 0) {
    if (Date.now() > deadline) throw new Error(`Could not get the migration lock of ${db.service}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const renew = setInterval(() => take().catch(() => undefined), lease / 3);
  try {
    await work();
  } finally {
    clearInterval(renew);
    await db.run("UPDATE migration_lock SET until = 0 WHERE id = 1 AND holder = ?", [holder]);
  }
}
