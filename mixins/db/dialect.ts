import { clockOf, skipLocked } from "@seller-orchestra/durable";
import { dialect } from "../../config/database.ts";

/**
 * The two dialects and all that differs between them. MariaDB and MySQL are one ("mariadb", as released migrations say):
 * statements are written in what both parse (docs/engines.md). SQLite has one writer, so it needs no clauses of locks.
 */
interface Dialect {
  /** Clauses that lock the rows of a SELECT until the transaction ends. */
  forUpdate: string;
  skipLocked: string;
  forShare: string;
  /** `INSERT ${orIgnore} INTO`: skips rows that violate a unique key. */
  orIgnore: string;
  /** The clause of an INSERT before the changes of an existing row with the same unique key. */
  onConflict(key: string): string;
  /** Forces a query to use an index, so that its cost does not depend on the engine's estimate. */
  useIndex(index: string): string;
  /** A statement that deletes at most `limit` rows. */
  deleteSome(table: string, where: string, limit: number): string;
  dropIndex(table: string, index: string): string;
  /** Queries of the catalog: a row for a table, for an index by table and name, and the `name` of each column of a table. */
  tableNamed: string;
  indexNamed: string;
  columnNames: string;
  /** The database's clock in epoch milliseconds. */
  now: string;
  /** The condition that a text has characters of more than one byte. */
  isNotAscii(column: string): string;
  /**
   * What a table is made with, whatever the server's defaults are: text compared by code point, so that keys are equal on
   * every engine or on none, and rows whose keys may be longer than 767 bytes. InnoDB is Sequelize's default.
   */
  table: { charset?: string; collate?: string; rowFormat?: string };
  /** The same, after the columns of a CREATE TABLE. */
  tableOptions: string;
}

const server: Dialect = {
  forUpdate: "FOR UPDATE",
  skipLocked: skipLocked({ dialect: "mariadb" }),
  // MariaDB has no FOR SHARE.
  forShare: "LOCK IN SHARE MODE",
  orIgnore: "IGNORE",
  onConflict: () => "ON DUPLICATE KEY UPDATE",
  useIndex: (index) => `FORCE INDEX (${index})`,
  deleteSome: (table, where, limit) => `DELETE FROM ${table} WHERE ${where} LIMIT ${limit}`,
  // MySQL has no IF EXISTS for indexes and columns.
  dropIndex: (table, index) => `DROP INDEX ${index} ON ${table}`,
  tableNamed: "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?",
  indexNamed: `SELECT 1 FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ? LIMIT 1`,
  // MySQL names the columns of its catalog in capitals unless they are renamed.
  columnNames:
    "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?",
  now: clockOf({ dialect: "mariadb" }),
  isNotAscii: (column) => `LENGTH(${column}) > CHAR_LENGTH(${column})`,
  table: { charset: "utf8mb4", collate: "utf8mb4_bin", rowFormat: "DYNAMIC" },
  tableOptions: "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC",
};

const sqlite: Dialect = {
  forUpdate: "",
  skipLocked: skipLocked({ dialect: "sqlite" }),
  forShare: "",
  orIgnore: "OR IGNORE",
  onConflict: (key) => `ON CONFLICT (${key}) DO UPDATE SET`,
  useIndex: (index) => `INDEXED BY ${index}`,
  deleteSome: (table, where, limit) =>
    `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE ${where} LIMIT ${limit})`,
  dropIndex: (_table, index) => `DROP INDEX ${index}`,
  tableNamed: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?",
  indexNamed: "SELECT 1 FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND name = ?",
  columnNames: "SELECT name FROM pragma_table_info(?)",
  now: clockOf({ dialect: "sqlite" }),
  isNotAscii: (column) => `LENGTH(CAST(${column} AS BLOB)) > LENGTH(${column})`,
  table: {},
  tableOptions: "",
};

/** The dialect of this process's database. */
export const sqlDialect: Dialect = dialect === "mariadb" ? server : sqlite;
