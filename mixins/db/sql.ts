import type { Database, SqlValue } from "./database.ts";

/** A piece of SQL and the values of its marks. */
export interface Sql {
  text: string;
  values: readonly SqlValue[];
}

/** A piece of SQL with its values. */
export const sql = (text: string, ...values: SqlValue[]): Sql => ({ text, values });

/** As many marks as there are values, for an `IN (…)`. */
export const marks = (values: readonly unknown[]): string => values.map(() => "?").join(", ");

/** All of the conditions at once. */
export const allOf = (conditions: readonly Sql[]): Sql => ({
  text: conditions.map(({ text }) => text).join(" AND "),
  values: conditions.flatMap(({ values }) => values),
});

/** The conditions that columns hold these values; what is undefined asks nothing. */
export const equal = (columns: Record<string, SqlValue | undefined>): Sql[] =>
  Object.entries(columns).flatMap(([column, value]) => (value === undefined ? [] : sql(`${column} = ?`, value)));

/** The conditions that a column is at least `from` and below `until`, as far as these are given. */
export const between = (column: string, from: number | undefined, until: number | undefined): Sql[] => [
  ...(from === undefined ? [] : [sql(`${column} >= ?`, from)]),
  ...(until === undefined ? [] : [sql(`${column} < ?`, until)]),
];

/** Holds a query to an index: what it costs must not depend on what the engine guesses. */
export const useIndex = (db: Database, index: string): string =>
  db.dialect === "mariadb" ? `FORCE INDEX (${index})` : `INDEXED BY ${index}`;
