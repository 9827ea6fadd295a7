import { DataTypes, type Model, type ModelStatic } from "sequelize";
import { messaging } from "../messaging/messaging.tables.ts";
import { deadLetterColumns } from "../ops/ops.tables.ts";
import type { Database } from "./database.ts";
import { sqlDialect } from "./dialect.ts";
import { underLock } from "./lease.ts";
import { hasTable, type Migration, type MigrationContext, repeatableSchema } from "./schema.ts";
import { assertText, ownText } from "./text.ts";

export type { Migration } from "./schema.ts";

/**
 * Runs a service's migrations, then `seed`; of many processes that start at once, one does the work. Returns the names of those
 * that were run.
 */
export async function migrate(
  db: Database,
  migrations: Migration[],
  seed?: (db: Database) => Promise<void>,
): Promise<string[]> {
  return underLock(db, async () => {
    const context: MigrationContext = { db, schema: repeatableSchema(db), types: DataTypes };
    const all = [messaging(db.service), ownText(db.service), deadLetterColumns(db.service), ...migrations];
    const run = await runPending(db, all, context);
    await assertText(db);
    await seed?.(db);
    return run;
  });
}

// Umzug brings a command line and its parser along, half as many modules as the service itself: it is loaded by the start
// that has something to migrate, not by every start of every process. The table of names is made once: a user without the
// right to make tables starts too.
async function runPending(db: Database, migrations: Migration[], context: MigrationContext): Promise<string[]> {
  const model = executedModel(db);
  if (!(await hasTable(db, model.tableName))) await model.sync();
  const executed = new Set((await model.findAll()).map((row) => String(row.get("name"))));
  if (migrations.every(({ name }) => executed.has(name))) return [];
  const { Umzug } = await import("umzug");
  const umzug = new Umzug({
    migrations: migrations.map(({ name, up }) => ({ name, up: () => up(context) })),
    storage: {
      executed: async () => [...executed],
      // Its own storage prepares this, which not every server does (`execute`).
      logMigration: async ({ name }) => {
        await db.run(`INSERT INTO ${model.tableName} (name) VALUES (?)`, [name]);
        executed.add(name);
      },
      unlogMigration: () => Promise.reject(new Error("A migration is not undone.")),
    },
    logger: undefined,
  });
  return (await umzug.up()).map(({ name }) => name);
}

// A model for each service, which may share a Sequelize; umzug's own would be utf8mb3.
function executedModel({ sequelize, service }: Database): ModelStatic<Model> {
  const name = { type: DataTypes.STRING, allowNull: false, primaryKey: true, unique: true };
  return sequelize.define(`${service}_migrations`, { name }, { timestamps: false, ...sqlDialect.table });
}
