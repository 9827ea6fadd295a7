import { once, preclude, requestHash } from "@seller-orchestra/durable";
import type { Transaction } from "sequelize";
import type { Write } from "../../services/contracts.ts";
import type { Database } from "../db/database.ts";
import { storeOf } from "../db/store.ts";
import { EventBuffer, type Publish } from "../messaging/outbox.ts";
import type { ActionContext } from "./action.ts";
import { asActionError } from "./errors.ts";

export { Unfinished, undone } from "@seller-orchestra/durable";

/** The context of a change: its transaction, and the function that publishes its events. */
export interface TransactionContext {
  db: Database;
  tx: Transaction;
  publish: Publish;
}

/**
 * Changes state exactly once for each idempotency key. The change, its events and the record of its result commit in
 * one transaction; a repeated key returns the recorded result. Throws `idempotency_key_reused` for another request with the
 * key, and `erased` when the recorded result has been erased. `subject` is the id of the person whose data it holds. Of
 * work that is `Unfinished` nothing is recorded.
 */
export async function idempotent<Result>(
  context: ActionContext,
  params: Write,
  work: (txContext: TransactionContext) => Promise<Result>,
  subject?: (result: Result) => string,
): Promise<Result> {
  const { db, action, actor, request_id, markReplayed } = context;
  const request = { key: params.idempotency_key, action, hash: hashOf(action, params) };
  const change = async (tx: Transaction) => {
    const events = new EventBuffer(actor, request_id);
    const outcome = await work({ db, tx, publish: events.publish });
    await events.save(db, tx);
    return outcome;
  };
  try {
    const { result, replayed } = await once(storeOf(db), request, change, subject);
    if (replayed) markReplayed();
    return result;
  } catch (error) {
    throw asActionError(error);
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
    const isFirst = await preclude(storeOf(db), tx, { key: params.undoes, action: context.action });
    return isFirst ? otherwise : work(txContext);
  });
}

/** The digest by which a request is compared with the first one of its key. */
export const hashOf = (action: string, { idempotency_key: _key, ...request }: Write) => requestHash(action, request);
