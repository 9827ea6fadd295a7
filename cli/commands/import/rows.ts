import type Joi from "joi";
import { isError } from "../../../mixins/actions/errors.ts";
import type { Store } from "../../../services/contracts.ts";
import { explain } from "../output.ts";
import type { CommandContext } from "../runtime.ts";
import { type CsvRow, hashOfFile, readCsv } from "./csv.ts";

/** The result of an import. */
interface Imported {
  done: number;
  /** Rows that an earlier import of the same file had done. */
  skipped: number;
  failed: { line: number; code: string; message: string }[];
}

/** One kind of row, and how it is imported. */
interface Rows {
  rowSchema: Joi.ObjectSchema;
  /** What identifies the record of a row: a row waits for the earlier rows that share an identity with it. */
  identity(cells: CsvRow["cells"]): string[];
  /** Imports a row once for each key. `replayed` is true when an earlier call with the same key did it. */
  importRow(row: Record<string, unknown>, idempotency_key: string): Promise<{ replayed: boolean }>;
}

/** Makes the import of one kind of row into a store. */
export type RowsOf = (context: CommandContext, store: Store) => Rows;

/** A file of rows for a store; `service` is the one whose database they are written to. */
interface Importing extends Rows {
  file: string;
  store_id: number;
  service: string;
}

// MariaDB commits many at once; SQLite has one writer.
const rowsAtOnce = { mariadb: 8, sqlite: 1 };

/**
 * Imports a file. A row's idempotency key is made of the file's hash and the line, so a repeated import adds nothing.
 * Rejects with an error of the system itself, after the rows in progress.
 */
export async function importRows(context: CommandContext, importing: Importing): Promise<Imported> {
  const imported: Imported = { done: 0, skipped: 0, failed: [] };
  const hash = await hashOfFile(importing.file);
  const limit = rowsAtOnce[context.db(importing.service).dialect];
  const columns = Object.keys(importing.rowSchema.describe().keys as object);
  const inProgress = new Map<Promise<void>, string[]>();
  let failure: { error: unknown } | undefined;
  const importAfter = async (before: Promise<void>[], row: CsvRow) => {
    await Promise.all(before);
    if (failure) return;
    await importOne(importing, hash, row, imported).catch((error) => {
      failure ??= { error };
    });
  };
  for await (const row of readCsv(importing.file, columns)) {
    if (failure) break;
    const own = importing.identity(row.cells);
    const before = [...inProgress].filter(([, names]) => names.some((name) => own.includes(name)));
    const work = importAfter(
      before.map(([earlier]) => earlier),
      row,
    ).finally(() => inProgress.delete(work));
    inProgress.set(work, own);
    if (inProgress.size >= limit) await Promise.race(inProgress.keys());
  }
  await Promise.all(inProgress.keys());
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
    // An invalid row is reported; an error of the system ends the import.
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
