import { createHash } from "node:crypto";
import type { Transaction } from "sequelize";
import type { Write } from "../../services/contracts.ts";
import type { Database } from "../db/database.ts";
import { insertNew } from "../db/statements.ts";
import { type Publish, withOutbox } from "../messaging/outbox.ts";
import type { ActionContext } from "./action.ts";
import { failShared } from "./errors.ts";

/** What a change works with: its transaction, and the way to tell events of it. */
export interface TransactionContext {
  db: Database;
  tx: Transaction;
  publish: Publish;
}

/**
 * Changes state exactly once for each idempotency key. The change, its events and the record of its result commit in one
 * transaction; the same key again answers the recorded result. Throws `idempotency_key_reused` for another request.
 */
export async function idempotent<Result>(
  context: ActionContext,
  params: Write,
  work: (txContext: TransactionContext) => Promise<Result>,
  subject?: (result: Result) => string,
): Promise<Result> {
  const { db } = context;
  const requestHash = hashOf(context.action, params);
  try {
    return await withOutbox(db, context, async (txContext) => {
      const outcome = await work(txContext);
      await record(db, txContext.tx, context.action, params, requestHash, outcome, subject?.(outcome) ?? null);
      return outcome;
    });
  } catch (error) {
    // Also a refusal may only mean that the first call has already done it.
    const earlier = await findRecord(db, params.idempotency_key);
    if (!earlier) throw error;
    if (earlier.request_hash !== requestHash) throw failShared("idempotency_key_reused");
    if (earlier.result === null) throw failShared("erased");
    context.markReplayed();
    return JSON.parse(earlier.result) as Result;
  }
}

/**
 * Undoes a step of a workflow exactly once, whether the step has happened, never will, or is still on its way: a call
 * that timed out may yet run. The step's own key is taken first, so that it finds itself done; `work` runs only when the
 * step had happened. `otherwise` is what the undo answers when there was nothing to undo.
 */
export function undo<Result>(
  context: ActionContext,
  params: Write & { undoes: string },
  otherwise: Result,
  work: (txContext: TransactionContext) => Promise<Result>,
): Promise<Result> {
  return idempotent(context, params, async (txContext) => {
    const { db, tx } = txContext;
    const row = { idempotency_key: params.undoes, action: context.action, request_hash: undone, result: null };
    const table = `${db.service}_idempotency`;
    const isFirst = await insertNew(db, table, { ...row, created_at: Date.now() }, tx);
    return isFirst ? otherwise : work(txContext);
  });
}

/** The hash of no request: a step that comes after its undo is refused. */
export const undone = "undone";

interface IdempotencyRecord {
  request_hash: string;
  result: string | null;
}

function findRecord(db: Database, key: string): Promise<IdempotencyRecord | undefined> {
  const sql = `SELECT request_hash, result FROM ${db.service}_idempotency WHERE idempotency_key = ?`;
  return db.row<IdempotencyRecord>(sql, [key]);
}

async function record(
  db: Database,
  tx: Transaction,
  action: string,
  params: Write,
  request_hash: string,
  result: unknown,
  subject_id: string | null,
): Promise<void> {
  await db.insert(
    `${db.service}_idempotency`,
    {
      idempotency_key: params.idempotency_key,
      action,
      request_hash,
      subject_id,
      result: JSON.stringify(result ?? null),
      created_at: Date.now(),
    },
    tx,
  );
}

/** The hash by which a request is compared with the one that used its key first. */
export function hashOf(action: string, { idempotency_key: _key, ...request }: Write): string {
  return createHash("sha256")
    .update(`${action}\n${JSON.stringify(request)}`)
    .digest("base64");
}
