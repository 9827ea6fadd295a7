import type { DataTypes, ModelAttributes } from "sequelize";
import type { Database } from "./database.ts";
import { sqlDialect } from "./dialect.ts";

/** Creates tables and indexes in migrations, and drops indexes; a call for what is so already changes nothing. */
export interface Schema {
  createTable(table: string, columns: ModelAttributes): Promise<void>;
  addIndex(table: string, columns: string[], index: { name: string; unique?: boolean }): Promise<void>;
  dropIndex(table: string, name: string): Promise<void>;
}

/**
 * A migration of a service. Frozen once released: a change is a new migration. It is not atomic (MariaDB has no
 * transactional DDL), so a process that dies in the middle leaves a part of it: it must be safe to run again.
 */
export interface Migration {
  name: string;
  up(context: MigrationContext): Promise<void>;
}

/** The context of a migration. */
export interface MigrationContext {
  db: Database;
  schema: Schema;
  types: typeof DataTypes;
}

/** The schema of a service's database. */
export function repeatableSchema(db: Database): Schema {
  const schema = db.sequelize.getQueryInterface();
  return {
    // Sequelize adds IF NOT EXISTS.
    createTable: (table, columns) => schema.createTable(table, columns, { ...sqlDialect.table }),
    async addIndex(table, columns, index) {
      if (await hasIndex(db, table, index.name)) return;
      await schema.addIndex(table, columns, index);
    },
    async dropIndex(table, name) {
      if (await hasIndex(db, table, name)) await db.rows(sqlDialect.dropIndex(table, name));
    },
  };
}

/** Whether there is a table. Where there is, nothing asks for the right to create it. */
export const hasTable = async (db: Database, table: string): Promise<boolean> =>
  (await db.row(sqlDialect.tableNamed, [table])) !== undefined;

async function hasIndex(db: Database, table: string, name: string): Promise<boolean> {
  return (await db.row(sqlDialect.indexNamed, [table, name])) !== undefined;
}
