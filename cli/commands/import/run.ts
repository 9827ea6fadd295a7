import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { SingleBar } from "cli-progress";
import type { ImportedPart, Store } from "../../../services/contracts.ts";
import type { CommandContext } from "../runtime.ts";
import { Report } from "./report.ts";

type Encoding = import("../../../services/api/imports/encodings.ts").Encoding;
type ImportKind = import("../../../services/api/imports/kind.ts").ImportKind<never>;
type Row = import("../../../services/api/imports/rows.ts").ImportedRow<never>;

/** The service that keeps what is imported. */
export type ImportService = "customers" | "catalog" | "inventory";

/** How a file is imported. */
export interface Importing {
  file: string;
  service: ImportService;
  kind: ImportKind;
  encoding?: Encoding;
  dryRun: boolean;
  update: boolean;
  report: string;
}

/** What became of a file. */
export interface Imported {
  created: number;
  updated: number;
  /** Rows that an earlier import of the same file had done. */
  skipped: number;
  refused: number;
  /** The first refused rows; all of them are in the report. */
  failed: { line: number; code: string; message: string }[];
  /** Columns that are not used. */
  unused_columns: string[];
  report?: string;
}

const mostRows = 250;
const mostShown = 100;

/**
 * Imports a file, some hundred rows in a transaction, with a progress bar on standard error. What a part has done is
 * kept with its content's hash, so a repeated import adds nothing. Throws an Error for a file that cannot be read on, and
 * for one of the system itself.
 */
export async function importFile(context: CommandContext, store: Store, importing: Importing): Promise<Imported> {
  const { openFile } = await import("../../../services/api/imports/rows.ts");
  const { file, service } = importing;
  const hash = await hashOfFile(file);
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  const { columns, rows } = await openFile(source, importing.kind, importing.encoding);
  const { store_id, tenant_id, country } = store;
  const key = `import:${store_id}:${service}:${importing.update ? "update" : "new"}:${hash}`;
  const { id: import_id } = await context.call(`${service}.createImport`, {
    store_id,
    tenant_id,
    country,
    header: columns.header,
    update_existing: importing.update,
    idempotency_key: importing.dryRun ? `${key}:dry:${Date.now()}` : key,
  });
  const result: Imported = { ...nothing(), unused_columns: columns.unused };
  const report = new Report(importing.report, columns.header);
  const bar = new SingleBar({ format, clearOnComplete: true });
  bar.start((await stat(file)).size, 0, { rows: 0 });
  let read = 0;
  try {
    let position = 0;
    for await (const part of inParts(rows)) {
      const params = { store_id, import_id, position: position++, rows: part, dry_run: importing.dryRun };
      const done: ImportedPart = await context.call(`${service}.importRows`, params as never);
      await report.add(done.refused);
      addTo(result, done);
      read += part.length;
      bar.update(source.bytesRead, { rows: read });
    }
  } finally {
    bar.stop();
    await report.close();
  }
  return report.isEmpty ? result : { ...result, report: importing.report };
}

const format = "{bar} {percentage} % of the file | {rows} rows | {eta_formatted} left";
const nothing = () => ({ created: 0, updated: 0, skipped: 0, refused: 0, failed: [] });

async function hashOfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("base64url");
}

async function* inParts(rows: AsyncIterable<Row>): AsyncGenerator<Row[]> {
  let part: Row[] = [];
  for await (const row of rows) {
    part.push(row);
    if (part.length < mostRows) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

function addTo(result: Imported, { created, updated, skipped, refused }: ImportedPart): void {
  result.created += created;
  result.updated += updated;
  result.skipped += skipped;
  result.refused += refused.length;
  for (const { line, code, message } of refused)
    if (result.failed.length < mostShown) result.failed.push({ line, code, message });
}
