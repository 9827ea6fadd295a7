import { toFailure } from "../errors.ts";
import { type Columns, cellsOf, columnsOf } from "./columns.ts";
import { decoded, type Encoding } from "./encodings.ts";
import type { ImportKind } from "./kind.ts";
import { type CsvRecord, headerOf, longestRecord, records } from "./records.ts";

/** A row of a file: what is to be imported, or why it is refused; and its cells, for the report. */
export type ImportedRow<Item> = { line: number; cells: string[] } & (
  | { item: Item; problem?: undefined }
  | { problem: string; item?: undefined }
);

/** A file that is read row by row. */
export interface OpenFile<Item> {
  columns: Columns;
  rows: AsyncGenerator<ImportedRow<Item>>;
}

/**
 * Reads a CSV file by rows, each checked by the schema of the API. Throws `UnreadableFile` for bytes that are not the
 * encoding, and for a header with columns that are not known.
 */
export async function openFile<Item>(
  chunks: AsyncIterable<Uint8Array>,
  kind: ImportKind<Item>,
  encoding?: Encoding,
): Promise<OpenFile<Item>> {
  const all = records(decoded(chunks, encoding));
  const columns = columnsOf(await headerOf(all), kind.layout);
  return { columns, rows: rowsOf(all, columns, kind) };
}

async function* rowsOf<Item>(all: AsyncIterable<CsvRecord>, columns: Columns, kind: ImportKind<Item>) {
  const read = kind.reader();
  for await (const record of all) {
    const row = rowOf(record, columns, kind, read);
    if (row) yield row;
  }
}

function rowOf<Item>(
  { line, cells, problem }: CsvRecord,
  columns: Columns,
  kind: ImportKind<Item>,
  read: ReturnType<ImportKind<Item>["reader"]>,
): ImportedRow<Item> | undefined {
  if (cells.reduce((sum, cell) => sum + cell.length, 0) > longestRecord) {
    const problem = `The row has more than ${longestRecord} characters, and is cut here.`;
    return { line, cells: cells.map((cell) => cell.slice(0, 100)).slice(0, 100), problem };
  }
  if (problem) return { line, cells, problem: `The row ${problem}.` };
  const { length } = columns.header;
  // Spreadsheets add empty cells at the end, of the header too.
  const named = columns.header.findLastIndex((name) => name !== "") + 1;
  if (cells.length < named || cells.slice(length).some((cell) => cell !== ""))
    return { line, cells, problem: `The row has ${cells.length} cells, and the header ${length}.` };
  const said = read(cellsOf(columns, cells));
  if (!said) return undefined;
  const { error, value } = kind.schema.validate(said, { abortEarly: false, convert: false, errors });
  if (error) return { line, cells, problem: error.details.map(({ message }) => message).join("; ") };
  try {
    return { line, cells, item: kind.item(value as Record<string, unknown>) };
  } catch (thrown) {
    return { line, cells, problem: toFailure(thrown).message };
  }
}

const errors = { wrap: { label: false } } as const;
