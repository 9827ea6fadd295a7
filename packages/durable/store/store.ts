/** The value of a placeholder in SQL. */
export type SqlValue = string | number | boolean | null;

/** A row of a table: its columns by name. */
export type Row = Record<string, SqlValue>;

/**
 * The database of a service, as the engine uses it. `Tx` is a transaction of its driver; a statement without one commits
 * by itself. Statements take their values by `?`.
 */
export interface Store<Tx = unknown> {
  /** The SQL that it speaks; "mariadb" stands for MySQL too. */
  readonly dialect: "mariadb" | "sqlite";
  /** The service, whose name begins those of its tables. */
  readonly service: string;
  /** The database that it is in: stores with the same one share statements and transactions. */
  readonly database: object;
  /** Runs a query and returns its rows. */
  rows<T>(sql: string, values?: readonly SqlValue[], tx?: Tx): Promise<T[]>;
  /** Runs a statement and returns how many rows it changed. */
  run(sql: string, values?: readonly SqlValue[], tx?: Tx): Promise<number>;
  /** Runs work in one transaction, again after a deadlock: the work must have no effect outside the database. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Calls back after a transaction is committed, and never when it is not. */
  onCommit(tx: Tx, hook: () => void): void;
}

/** The driver's error code, which an ORM may wrap. */
export function driverCode(error: unknown): string {
  const { parent, code } = (error ?? {}) as { parent?: { code?: unknown }; code?: unknown };
  return String(parent?.code ?? code ?? "");
}

/** True when a row violated a unique key. */
export function isUniqueViolation(error: unknown): boolean {
  return /^(ER_DUP_ENTRY|SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY))$/.test(driverCode(error));
}
