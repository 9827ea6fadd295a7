import { UnreadableFile } from "./encodings.ts";

/** The columns of one kind of file. Names are compared in any case, with spaces, dashes and underscores alike. */
export interface Layout {
  /** The names of each field's column, in the order in which the first that is filled counts. */
  fields: Record<string, readonly string[]>;
  /** Columns that exports have and an import does not use. */
  unused: readonly string[];
  /** Columns that identify a file of another product, in which unknown columns are ignored. */
  foreign: readonly string[];
}

/** Where the fields of a file are. */
export interface Columns {
  /** The header as it is written. */
  header: string[];
  places: readonly (readonly [field: string, at: number])[];
  /** The columns that are not used. */
  unused: string[];
}

/** Columns of the report of an earlier import. */
export const reportColumns = ["import_line", "import_error"];

/** Finds the fields in a header. Throws `UnreadableFile` for an unknown or repeated column. */
export function columnsOf(header: string[], { fields, unused, foreign }: Layout): Columns {
  const names = header.map(plainName);
  const isForeign = names.some((name) => foreign.includes(name));
  const places: [string, number][] = [];
  for (const [field, aliases] of Object.entries(fields))
    for (const alias of [field, ...aliases])
      for (const [at, name] of names.entries()) if (name === alias) places.push([field, at]);
  const used = new Set(places.map(([, at]) => at));
  const rest = header.filter((_, at) => !used.has(at));
  const known = new Set([...unused, ...reportColumns]);
  const twice = header.find((_, at) => used.has(at) && names.indexOf(names[at] ?? "") !== at);
  const wrong = twice ?? (isForeign ? undefined : rest.find((name) => !known.has(plainName(name)) && name !== ""));
  if (wrong !== undefined || places.length === 0) throw unknownColumn(wrong ?? header[0] ?? "", fields);
  return { header, places, unused: rest.filter((name) => !reportColumns.includes(plainName(name)) && name !== "") };
}

const unknownColumn = (name: string, fields: Layout["fields"]) =>
  new UnreadableFile(
    `The column "${name.slice(0, 100)}" is unknown or twice there; known are ${Object.keys(fields).join(", ")}.`,
  );

/** A column's name in the form that is compared. */
export const plainName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, "_")
    .replace(/^'(?=[=+\-@])/, "");

/** The filled cells of a record by field. */
export function cellsOf({ places }: Columns, cells: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [field, at] of places) {
    const cell = plainCell(cells[at] ?? "");
    if (cell !== "") found[field] ??= cell;
  }
  return found;
}

// Exports for spreadsheets, ours too, write '+880… so that it is not run as a formula, and '02134 to keep the zero.
const plainCell = (cell: string) => cell.trim().replace(/^'(?=[=+\-@\t\r＝＋－＠]|[\d-]+$)/, "");
