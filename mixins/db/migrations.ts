import { DataTypes, type Model, type ModelStatic } from "sequelize";
import { SequelizeStorage, Umzug } from "umzug";
import { messaging } from "../messaging/messaging.tables.ts";
import { deadLetterColumns } from "../ops/ops.tables.ts";
import type { Database } from "./database.ts";
import { sqlDialect } from "./dialect.ts";
import { underLock } from "./lease.ts";
import { hasTable, type Migration, type MigrationContext, repeatableSchema } from "./schema.ts";
import { assertText, ownText } from "./text.ts";

export type { Migration } from "./schema.ts";

/** Runs a service's migrations, then `seed`; of many processes that start at once, one does the work. */
export async function migrate(
  db: Database,
  migrations: Migration[],
  seed?: (db: Database) => Promise<void>,
): Promise<void> {
  await underLock(db, async () => {
    const context: MigrationContext = { db, schema: repeatableSchema(db), types: DataTypes };
    const all = [messaging(db.service), ownText(db.service), deadLetterColumns(db.service), ...migrations];
    const umzug = new Umzug({
      migrations: all.map(({ name, up }) => ({ name, up: () => up(context) })),
      storage: new Executed(db),
      logger: undefined,
    });
    await umzug.up();
    await assertText(db);
    await seed?.(db);
  });
}

/** The names of the migrations that were run. */
class Executed extends SequelizeStorage {
  readonly #db: Database;

  constructor(db: Database) {
    super({ model: executedModel(db) });
    this.#db = db;
  }

  protected override async syncModel(): Promise<void> {
    if (!(await hasTable(this.#db, tableOf(this.#db)))) await super.syncModel();
  }
}

const tableOf = ({ service }: Database) => `${service}_migrations`;

// A model for each service, which may share a Sequelize; umzug's own would be utf8mb3.
function executedModel(db: Database): ModelStatic<Model> {
  const name = { type: DataTypes.STRING, allowNull: false, primaryKey: true, unique: true };
  return db.sequelize.define(tableOf(db), { name }, { timestamps: false, ...sqlDialect.text });
}
