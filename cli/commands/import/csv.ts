import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { SingleBar } from "cli-progress";
import { parse } from "csv-parse";

/** A row of a file: its cells by the header's names, without the empty ones. */
export interface CsvRow {
  line: number;
  cells: Record<string, string>;
  /** Why the row is malformed. */
  problem?: string;
}

/** The SHA-256 of a file, by which a repeated import is recognised. */
export async function hashOfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("base64url");
}

/** Reads a CSV file by rows, with a progress bar on standard error. Throws an Error for a header with other columns. */
export async function* readCsv(file: string, columns: string[]): AsyncGenerator<CsvRow> {
  const bar = new SingleBar({
    format: "{bar} {percentage} % of the file | {rows} rows | {eta_formatted} left",
    clearOnComplete: true,
  });
  bar.start((await stat(file)).size, 0, { rows: 0 });
  try {
    const source = createReadStream(file);
    const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true });
    source.on("error", (error) => parser.destroy(error));
    let header: string[] | undefined;
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<Parsed>) {
      if (!header) header = checkedHeader(record, columns);
      else yield toRow(header, record, info.lines);
      bar.update(info.bytes, { rows: info.records - 1 });
    }
  } finally {
    bar.stop();
  }
}

interface Parsed {
  record: string[];
  info: { lines: number; bytes: number; records: number };
}

function checkedHeader(header: string[], columns: string[]): string[] {
  const wrong = header.find((name, index) => !columns.includes(name) || header.indexOf(name) !== index);
  if (wrong !== undefined)
    throw new Error(`The column "${wrong}" is unknown or twice there; known are ${columns.join(", ")}.`);
  return header;
}

function toRow(header: string[], record: string[], line: number): CsvRow {
  const cells = Object.fromEntries(header.map((name, index) => [name, plain(record[index] ?? "")]));
  const filled = Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== ""));
  if (record.length === header.length) return { line, cells: filled };
  return { line, cells: filled, problem: `has ${record.length} cells, and the header ${header.length}` };
}

// Exports for spreadsheets, including ours, write '+880… so that it is not evaluated as a formula.
const plain = (cell: string) => cell.replace(/^'(?=[=+\-@])/, "");
