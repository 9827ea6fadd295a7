import type { DataTypes, ModelAttributes } from "sequelize";
import type { Database } from "./database.ts";

/** How migrations make tables and indexes: each call makes what is missing, and nothing of what is there. */
export interface Schema {
  createTable(table: string, columns: ModelAttributes): Promise<void>;
  addIndex(table: string, columns: string[], index: { name: string; unique?: boolean }): Promise<void>;
}

/**
 * One step of a service's schema. Frozen once released: a change is a new step. No transaction holds it together (on
 * MariaDB none can), so a process that dies in the middle leaves a part of it: it must do no harm when it is run again.
 */
export interface Migration {
  name: string;
  up(context: MigrationContext): Promise<void>;
}

/** What a migration works with. */
export interface MigrationContext {
  db: Database;
  schema: Schema;
  types: typeof DataTypes;
}

/** The schema of a service's database. */
export function repeatableSchema(db: Database): Schema {
  const schema = db.sequelize.getQueryInterface();
  return {
    // Sequelize says IF NOT EXISTS.
    createTable: (table, columns) => schema.createTable(table, columns),
    async addIndex(table, columns, index) {
      if (await hasIndex(db, table, index.name)) return;
      await schema.addIndex(table, columns, index);
    },
  };
}

async function hasIndex(db: Database, table: string, name: string): Promise<boolean> {
  const sql =
    db.dialect === "mariadb"
      ? `SELECT 1 FROM information_schema.statistics
         WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ? LIMIT 1`
      : "SELECT 1 FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND name = ?";
  return (await db.row(sql, [table, name])) !== undefined;
}
