import type Joi from "joi";
import { isError } from "../../../mixins/actions/errors.ts";
import { explain } from "../output.ts";
import type { CommandContext } from "../runtime.ts";
import { type CsvRow, hashOfFile, readCsv } from "./csv.ts";

/** What an import did, row by row. */
export interface Imported {
  done: number;
  /** Rows that an earlier import of the same file had done. */
  skipped: number;
  failed: { line: number; code: string; message: string }[];
}

/** What a file lists, and what is done with each row of it. */
export interface Importing {
  file: string;
  store_id: number;
  /** The service that keeps what is imported. */
  service: string;
  rowSchema: Joi.ObjectSchema;
  /** What a row is about: of rows that share something each waits for those before it. */
  identity(cells: CsvRow["cells"]): string[];
  /** Does what a row says, once for its key; tells whether that had been done before. */
  importRow(row: Record<string, unknown>, idempotency_key: string): Promise<{ replayed: boolean }>;
}

// A server commits many at once; a file of SQLite has one writer.
const rowsAtOnce = { mariadb: 8, sqlite: 1 };

/**
 * Imports a file. Each row is keyed by the file and its line: repeated, it adds nothing. Throws what is wrong with the
 * house, once the rows in hand are done.
 */
export async function importRows(context: CommandContext, importing: Importing): Promise<Imported> {
  const imported: Imported = { done: 0, skipped: 0, failed: [] };
  const hash = await hashOfFile(importing.file);
  const limit = rowsAtOnce[context.db(importing.service).dialect];
  const columns = Object.keys(importing.rowSchema.describe().keys as object);
  const inHand = new Map<Promise<void>, string[]>();
  let failure: { error: unknown } | undefined;
  const take = async (row: CsvRow, before: Promise<void>[]) => {
    await Promise.all(before);
    if (failure) return;
    await importOne(importing, hash, row, imported).catch((error) => {
      failure ??= { error };
    });
  };
  for await (const row of readCsv(importing.file, columns)) {
    if (failure) break;
    const own = importing.identity(row.cells);
    const before = [...inHand].filter(([, names]) => names.some((name) => own.includes(name))).map(([work]) => work);
    const work = take(row, before).finally(() => inHand.delete(work));
    inHand.set(work, own);
    if (inHand.size >= limit) await Promise.race(inHand.keys());
  }
  await Promise.all(inHand.keys());
  if (failure) throw failure.error;
  imported.failed.sort((one, other) => one.line - other.line);
  return imported;
}

async function importOne(importing: Importing, hash: string, row: CsvRow, imported: Imported): Promise<void> {
  const { line } = row;
  try {
    const key = `import:${importing.store_id}:${hash}:${line}`;
    const { replayed } = await importing.importRow(checked(importing.rowSchema, row), key);
    if (replayed) imported.skipped++;
    else imported.done++;
  } catch (error) {
    // What is wrong with one row is told; what is wrong with the system ends the import.
    const { type, code } = error as { type?: string; code?: number };
    if (isError(error, "service_unavailable") || !type || !code || code >= 500) throw error;
    imported.failed.push({ line, code: type, message: explain(error) });
  }
}

function checked(schema: Joi.ObjectSchema, { cells, problem }: CsvRow): Record<string, unknown> {
  if (problem) throw invalidRow(`The row ${problem}.`);
  const { error, value } = schema.validate(cells, { errors: { wrap: { label: false } } });
  if (error) throw invalidRow(error.message);
  return value;
}

const invalidRow = (message: string) => Object.assign(new Error(message), { type: "validation_error", code: 400 });
