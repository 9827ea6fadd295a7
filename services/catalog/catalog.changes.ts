import { assertVersion } from "../../mixins/actions/errors.ts";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import type { Database, Row } from "../../mixins/db/database.ts";
import { difference } from "../../mixins/values/difference.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { Change, Snapshot } from "../contracts.ts";
import { deleteRecord, fetchRecord, insertRecord, type RecordRow, type Table, updateRecord } from "./store/records.ts";

interface InStore {
  store_id: number;
  tenant_id: string;
}

interface OfVersion extends InStore {
  if_versions?: number[];
}

/** Inserts a record and publishes it; returns its row. */
export async function addRecord(
  db: Database,
  { tx, publish }: TransactionContext,
  table: Table,
  { store_id, tenant_id }: InStore,
  columns: Row,
): Promise<RecordRow> {
  const now = Date.now();
  const public_id = newId(table.prefix);
  const row = { public_id, tenant_id, version: 1, created_at: now, updated_at: now, ...columns };
  await insertRecord(db, tx, table, store_id, row);
  const made = { id: 0, store_id, ...row };
  publish(eventOf(table, made, "created", 1, { before: null, after: snapshot(table, made) }));
  return made;
}

/**
 * Writes the columns of a record that differ, and publishes the change. A record without a difference keeps its
 * version.
 */
export async function editRecord(
  db: Database,
  { tx, publish }: TransactionContext,
  table: Table,
  { store_id, if_versions }: OfVersion,
  public_id: string,
  columnsOf: (row: RecordRow) => Row,
): Promise<RecordRow> {
  const row = await fetchRecord(db, table, store_id, public_id, tx);
  assertVersion(row.version, if_versions);
  const columns = columnsOf(row);
  const changes = difference(snapshot(table, row), snapshot(table, { ...row, ...columns }));
  if (!changes) return row;
  const written = { ...columns, version: row.version + 1, updated_at: Date.now() };
  await updateRecord(db, tx, table, row, written);
  publish(eventOf(table, row, "updated", written.version, changes));
  return { ...row, ...written };
}

/** Deletes a record and publishes the deletion. */
export async function dropRecord(
  db: Database,
  { tx, publish }: TransactionContext,
  table: Table,
  { store_id, if_versions }: OfVersion,
  public_id: string,
): Promise<void> {
  const row = await fetchRecord(db, table, store_id, public_id, tx);
  assertVersion(row.version, if_versions);
  await deleteRecord(db, tx, table, store_id, row.id);
  publish(eventOf(table, row, "deleted", row.version + 1, { before: snapshot(table, row), after: null }));
}

function eventOf(table: Table, row: RecordRow, what: "created" | "updated" | "deleted", version: number, data: Change) {
  const { kind } = table;
  const aggregate = { type: kind, id: row.public_id, version };
  return {
    name: `${kind}.${what}` as const,
    store_id: Number(row.store_id),
    tenant_id: row.tenant_id,
    aggregate,
    data,
  };
}

// The part of a record that merchants edit; the event's envelope carries the rest.
function snapshot(table: Table, row: RecordRow): Snapshot {
  const { id, store_id, version, created_at, updated_at, ...fields } = table.shown(row);
  return fields;
}
