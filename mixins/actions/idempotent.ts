import { createHash } from "node:crypto";
import type { Transaction } from "sequelize";
import type { Write } from "../../services/contracts.ts";
import type { Database } from "../db/database.ts";
import { insertNew } from "../db/statements.ts";
import { type Publish, withOutbox } from "../messaging/outbox.ts";
import type { ActionContext } from "./action.ts";
import { failShared } from "./errors.ts";

/** The context of a change: its transaction, and the function that publishes its events. */
export interface TransactionContext {
  db: Database;
  tx: Transaction;
  publish: Publish;
}

/**
 * Changes state exactly once for each idempotency key. The change, its events and the record of its result commit in
 * one transaction; a repeated key returns the recorded result. Throws `idempotency_key_reused` for another request with the
 * key, and `erased` when the recorded result has been erased. `subject` is the id of the person whose data it holds.
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
      const record = {
        idempotency_key: params.idempotency_key,
        action: context.action,
        request_hash: requestHash,
        subject_id: subject?.(outcome) ?? null,
        result: JSON.stringify(outcome ?? null),
        created_at: Date.now(),
      };
      await db.insert(`${db.service}_idempotency`, record, txContext.tx);
      return outcome;
    });
  } catch (error) {
    // A business error too may only mean that the first call has already made the change.
    const sql = `SELECT request_hash, result FROM ${db.service}_idempotency WHERE idempotency_key = ?`;
    const earlier = await db.row<IdempotencyRecord>(sql, [params.idempotency_key]);
    if (!earlier) throw error;
    if (earlier.request_hash !== requestHash) throw failShared("idempotency_key_reused");
    if (earlier.result === null) throw failShared("erased");
    context.markReplayed();
    return JSON.parse(earlier.result) as Result;
  }
}

/**
 * Undoes a step of a workflow exactly once, whether the step has run, never will, or is still on its way: a call that
 * timed out may run later. The undo first inserts the step's own key, so a later step is refused; `work` runs only when
 * the step has run. `otherwise` is the result when there was nothing to undo.
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

/** No request has this hash, so a step that runs after its undo is refused. */
export const undone = "undone";

interface IdempotencyRecord {
  request_hash: string;
  result: string | null;
}

/** The hash by which a request is compared with the first one of its key. */
export function hashOf(action: string, { idempotency_key: _key, ...request }: Write): string {
  return createHash("sha256")
    .update(`${action}\n${JSON.stringify(request)}`)
    .digest("base64");
}
