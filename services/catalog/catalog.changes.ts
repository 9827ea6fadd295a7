import type { ActionContext } from "../../mixins/actions/action.ts";
import { assertVersion } from "../../mixins/actions/errors.ts";
import { idempotent, type TransactionContext } from "../../mixins/actions/idempotent.ts";
import type { Row } from "../../mixins/db/database.ts";
import { difference } from "../../mixins/values/difference.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { Change, Snapshot, Write } from "../contracts.ts";
import {
  deleteRecord,
  fetchRecord,
  insertRecord,
  type RecordRow,
  type Shown,
  type Table,
  updateRecord,
} from "./store/records.ts";

/** What every change of a record is given. */
interface Request extends Write {
  store_id: number;
  tenant_id: string;
  if_versions?: number[];
}

/** Creates a record with these columns and publishes it; returns it. */
export const addRecord = <Item extends Shown>(
  context: ActionContext,
  table: Table<Item>,
  request: Request,
  columnsOf: () => Row,
): Promise<Item> => idempotent(context, request, (txContext) => addIn(txContext, table, request, columnsOf()));

/** The same in a transaction. */
export async function addIn<Item extends Shown>(
  { db, tx, publish }: TransactionContext,
  table: Table<Item>,
  { store_id, tenant_id }: Pick<Request, "store_id" | "tenant_id">,
  given: Row,
): Promise<Item> {
  const now = Date.now();
  const columns = { version: 1, created_at: now, updated_at: now, ...given };
  const row = { store_id, public_id: newId(table.prefix), tenant_id, ...columns };
  const made = { ...row, id: await insertRecord(db, tx, table, row) };
  publish(eventOf(table, made, "created", 1, { before: null, after: snapshot(table, made) }));
  return validOf(table, made);
}

/**
 * Writes the columns of a record that differ, and publishes the change; returns the record. A record without a
 * difference keeps its version.
 */
export const editRecord = <Item extends Shown>(
  context: ActionContext,
  table: Table<Item>,
  request: Request,
  public_id: string,
  columnsOf: (row: RecordRow) => Row,
): Promise<Item> =>
  idempotent(context, request, (txContext) => editIn(txContext, table, request, public_id, columnsOf));

/** The same in a transaction. */
export async function editIn<Item extends Shown>(
  { db, tx, publish }: TransactionContext,
  table: Table<Item>,
  request: Pick<Request, "store_id" | "if_versions">,
  public_id: string,
  columnsOf: (row: RecordRow) => Row,
): Promise<Item> {
  const row = await fetchRecord(db, table, request.store_id, public_id, tx);
  assertVersion(row.version, request.if_versions);
  const columns = columnsOf(row);
  const changes = difference(snapshot(table, row), snapshot(table, { ...row, ...columns }));
  if (!changes) return validOf(table, row);
  const written = { ...columns, version: row.version + 1, updated_at: Date.now() };
  await updateRecord(db, tx, table, row, written);
  publish(eventOf(table, row, "updated", written.version, changes));
  return validOf(table, { ...row, ...written });
}

/** Deletes a record and publishes the deletion; returns the ids that the request names it by. */
export function dropRecord<Item extends Shown, Ref>(
  context: ActionContext,
  table: Table<Item>,
  request: Request,
  public_id: string,
  ref: Ref,
): Promise<Ref> {
  const { db } = context;
  return idempotent(context, request, async ({ tx, publish }) => {
    const row = await fetchRecord(db, table, request.store_id, public_id, tx);
    assertVersion(row.version, request.if_versions);
    await deleteRecord(db, tx, table, row);
    publish(eventOf(table, row, "deleted", row.version + 1, { before: snapshot(table, row), after: null }));
    return ref;
  });
}

function validOf<Item extends Shown>(table: Table<Item>, row: RecordRow): Item {
  const record = table.shown(row);
  table.assertValid?.(record);
  return record;
}

function eventOf(table: Table, row: RecordRow, what: "created" | "updated" | "deleted", version: number, data: Change) {
  const { kind } = table;
  const { store_id, tenant_id, public_id } = row;
  return {
    name: `${kind}.${what}` as const,
    store_id,
    tenant_id,
    aggregate: { type: kind, id: public_id, version },
    data,
  };
}

// The part of a record that merchants edit; the event's envelope carries the rest.
function snapshot(table: Table, row: RecordRow): Snapshot {
  const { id, store_id, version, created_at, updated_at, ...fields } = table.shown(row);
  return fields;
}
