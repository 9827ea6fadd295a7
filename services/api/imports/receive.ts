import type { ImportJob } from "../../contracts.ts";
import type { Request } from "../endpoint.ts";
import { refuse } from "../errors.ts";
import type { CsvBody } from "../uploads/csv-body.ts";
import { type Encoding, encodings, UnreadableFile } from "./encodings.ts";
import type { ImportKind } from "./kind.ts";
import { type ImportedRow, openFile } from "./rows.ts";

interface Options {
  encoding?: Encoding;
  update_existing: boolean;
}

// A part is one message of the bus, which splits those above its own limit, 1 MB by default: a single long row.
const mostRows = 250;
const mostBytes = 256 * 1024;

/**
 * Reads a file while it comes, hands its rows to the service in parts, and starts the import. Throws `validation_error`
 * for a file that cannot be read on.
 */
export async function receiveImport(
  request: Request<unknown, unknown, CsvBody>,
  service: "customers" | "catalog",
  kind: ImportKind<unknown>,
  { encoding, update_existing }: Options,
  { key, idempotency_key }: { key: string; idempotency_key: string },
): Promise<ImportJob> {
  const { call, store, body } = request;
  const { store_id, tenant_id, country } = store;
  try {
    const { columns, rows } = await openFile(body.chunks(), kind, encoding ?? named(body.charset));
    const opened = { store_id, tenant_id, country, header: columns.header, update_existing, idempotency_key: key };
    const { id: import_id } = await call(`${service}.createImport`, opened);
    let position = 0;
    for await (const part of inParts(rows))
      await call(`${service}.addImportRows`, { store_id, import_id, position: position++, rows: part as never });
    return await call(`${service}.startImport`, { store_id, import_id, idempotency_key, digest: body.digest() });
  } catch (error) {
    body.drain();
    const why =
      error instanceof UnreadableFile ? error.message : body.isCutOff ? "The file was not sent to its end." : "";
    if (why === "") throw error;
    return refuse(400, "validation_error", why, [{ path: "", message: why }]);
  }
}

function named(charset: string | undefined): Encoding | undefined {
  if (charset === undefined) return undefined;
  const known = encodings.find((each) => each === charset);
  if (known) return known;
  if (charset === "utf8") return "utf-8";
  return refuse(415, "unsupported_media_type", `The charset must be one of ${encodings.join(", ")}.`);
}

async function* inParts(rows: AsyncIterable<ImportedRow<unknown>>): AsyncGenerator<ImportedRow<unknown>[]> {
  let part: ImportedRow<unknown>[] = [];
  let bytes = 0;
  for await (const row of rows) {
    const size = Buffer.byteLength(JSON.stringify(row));
    if (part.length === mostRows || (part.length > 0 && bytes + size > mostBytes)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(row);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
