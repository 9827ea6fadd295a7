import type { SqlValue } from "./database.ts";

/** A piece of SQL and the values of its placeholders. */
export interface Sql {
  text: string;
  values: readonly SqlValue[];
}

/** A piece of SQL with its values. */
export const sql = (text: string, ...values: SqlValue[]): Sql => ({ text, values });

export { marks } from "@seller-orchestra/durable";

/** The conjunction of conditions. */
export const allOf = (conditions: readonly Sql[]): Sql => ({
  text: conditions.map(({ text }) => text).join(" AND "),
  values: conditions.flatMap(({ values }) => values),
});

/** The conditions that columns have these values; undefined adds no condition. */
export const equal = (columns: Record<string, SqlValue | undefined>): Sql[] =>
  Object.entries(columns).flatMap(([column, value]) => (value === undefined ? [] : sql(`${column} = ?`, value)));

/** The conditions that a column is at least `from` and below `until`; undefined adds no condition. */
export const between = (column: string, from: number | undefined, until: number | undefined): Sql[] => [
  ...(from === undefined ? [] : [sql(`${column} >= ?`, from)]),
  ...(until === undefined ? [] : [sql(`${column} < ?`, until)]),
];
