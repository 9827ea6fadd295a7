import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { update } from "../../../mixins/db/statements.ts";
import { DueQueue } from "../../../mixins/jobs/due-queue.ts";

/** A file to be removed. */
export interface DroppedFile {
  id: number;
  file_key: string;
  tries: number;
}

/** The worker that removes files. */
export const removeWorker = "media.removeFiles";

const queueOf = (removed: 0 | 1) =>
  new DueQueue<DroppedFile>({
    worker: removeWorker,
    table: "picture_files",
    key: ["id"],
    columns: ["file_key"],
    where: `state = 'dropped' AND removed = ${removed}`,
    due: "changed_at",
    index: "picture_files_sweep",
    claim: { until: "changed_at", tries: "tries" },
  });

/** Files that are marked for removal. */
export const dropped = queueOf(0);

/** Files that were removed. */
export const removed = queueOf(1);

/** Records a file that is about to be stored. */
export async function insertFile(db: Database, tx: Transaction, owner: Person & { tenant_id: string }, key: string) {
  const { store_id, tenant_id, customer_id } = owner;
  const row = { store_id, tenant_id, customer_id, file_key: key, state: "begun", changed_at: Date.now() };
  await db.insert("picture_files", row, tx);
}

/** Marks a begun file as attached and returns its tenant; undefined when there is no such file. */
export async function attachFile(db: Database, tx: Transaction, { store_id, customer_id }: Person, key: string) {
  const begun = { store_id, file_key: key, customer_id, state: "begun" };
  const attached = await update(db, "picture_files", begun, { state: "attached", changed_at: Date.now() }, tx);
  return attached > 0 ? tenantOf(db, tx, store_id, key) : undefined;
}

/** Marks a file for removal and returns its tenant. */
export async function dropFile(db: Database, tx: Transaction, store_id: number, key: string) {
  const columns = { state: "dropped", changed_at: Date.now() };
  await update(db, "picture_files", { store_id, file_key: key }, columns, tx);
  dropped.wakeAfter(tx);
  return tenantOf(db, tx, store_id, key);
}

async function tenantOf(db: Database, tx: Transaction, store_id: number, key: string): Promise<string | undefined> {
  const sql = "SELECT tenant_id FROM picture_files WHERE store_id = ? AND file_key = ?";
  return (await db.row<{ tenant_id: string }>(sql, [store_id, key], tx))?.tenant_id;
}

/** Marks every file of a customer for removal. */
export async function dropFilesOf(db: Database, tx: Transaction, { store_id, customer_id }: Person): Promise<void> {
  await db.run(
    `UPDATE picture_files SET state = 'dropped', changed_at = ?
     WHERE store_id = ? AND customer_id = ? AND state <> 'dropped'`,
    [Date.now(), store_id, customer_id],
    tx,
  );
  dropped.wakeAfter(tx);
}

/** Marks for removal what was begun before a moment and never attached. */
export function dropUnused(db: Database, before: number): Promise<number> {
  const where = "state = 'begun' AND removed = 0 AND changed_at < ?";
  return db.run(`UPDATE picture_files SET state = 'dropped', changed_at = ? WHERE ${where}`, [Date.now(), before]);
}
