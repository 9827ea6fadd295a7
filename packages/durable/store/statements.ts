import type { Row, Store } from "./store.ts";

/** A placeholder for each value, for an `IN (…)`. */
export const marks = (values: readonly unknown[]): string => values.map(() => "?").join(", ");

/** The first row of a query, or undefined. */
export const rowOf = async <T, Tx>(store: Store<Tx>, ...query: Parameters<Store<Tx>["rows"]>): Promise<T | undefined> =>
  (await store.rows<T>(...query))[0];

/** Inserts rows of the same columns in one statement, which `onConflict` may end. */
export async function insert<Tx>(
  store: Store<Tx>,
  table: string,
  rows: readonly Row[],
  tx?: Tx,
  onConflict = "",
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return;
  const values = rows.map(() => `(${marks(columns)})`).join(", ");
  await store.run(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${values} ${onConflict}`,
    rows.flatMap((row) => columns.map((column) => row[column] ?? null)),
    tx,
  );
}

/** Inserts a row unless one with the same unique key exists; returns whether it did. */
export async function insertNew<Tx>(store: Store<Tx>, table: string, row: Row, tx?: Tx): Promise<boolean> {
  const ignore = store.dialect === "mariadb" ? "IGNORE" : "OR IGNORE";
  const columns = Object.keys(row);
  const text = `INSERT ${ignore} INTO ${table} (${columns.join(", ")}) VALUES (${marks(columns)})`;
  return (await store.run(text, Object.values(row), tx)) > 0;
}

/** Updates columns of the row with an integer key. */
export async function updateById<Tx>(store: Store<Tx>, table: string, id: number, columns: Row): Promise<void> {
  const set = Object.keys(columns).map((column) => `${column} = ?`);
  await store.run(`UPDATE ${table} SET ${set.join(", ")} WHERE id = ?`, [...Object.values(columns), id]);
}

/** The clause that locks the rows of a SELECT and skips those that another has locked; SQLite has one writer. */
export const skipLocked = ({ dialect }: Pick<Store, "dialect">): string =>
  dialect === "mariadb" ? "FOR UPDATE SKIP LOCKED" : "";

/**
 * The database's own clock in epoch milliseconds, in SQL: processes whose clocks differ agree on it. Without a time zone:
 * an hour of a change to winter time comes twice.
 */
export const clockOf = ({ dialect }: Pick<Store, "dialect">): string =>
  dialect === "mariadb"
    ? "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000"
    : "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/** The clause of an INSERT that updates columns of an existing row with the same key. */
export const orUpdate = ({ dialect }: Pick<Store, "dialect">, key: string, columns: readonly string[]): string =>
  dialect === "mariadb"
    ? `ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(", ")}`
    : `ON CONFLICT (${key}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(", ")}`;
