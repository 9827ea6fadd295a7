import { Erased, KeyReused } from "./errors.ts";
import type { RequestHash } from "./request-hash.ts";
import { insert, insertNew, rowOf } from "./store/statements.ts";
import type { Store } from "./store/store.ts";

/** A request that is to take effect once. */
export interface Request {
  /** The idempotency key. */
  key: string;
  /** The action that it asks for, and the digest of what it asks. */
  action: string;
  hash: RequestHash;
}

/** What a change returns that is only the first stage of a request: it commits without a record of its result. */
export class Unfinished<Stage> {
  readonly stage: Stage;

  constructor(stage: Stage) {
    this.stage = stage;
  }
}

/**
 * Changes state exactly once for each key. The change and the record of its result commit in one transaction; a repeated
 * key returns the recorded result. Throws `KeyReused` for another request with the key, and `Erased` when the recorded
 * result has been erased. `subject` is the id of the person whose data the result holds. A change that is `Unfinished` must
 * be safe to repeat: nothing is recorded of it.
 */
export async function once<Tx, Result>(
  store: Store<Tx>,
  { key, action, hash }: Request,
  work: (tx: Tx) => Promise<Result>,
  subject?: (result: Result) => string,
): Promise<{ result: Result; replayed: boolean }> {
  const table = `${store.service}_idempotency`;
  try {
    const result = await store.transaction(async (tx) => {
      const outcome = await work(tx);
      if (outcome instanceof Unfinished) return outcome;
      const subject_id = subject?.(outcome) ?? null;
      const record = { idempotency_key: key, action, request_hash: hash.hash, subject_id };
      await insert(store, table, [{ ...record, result: JSON.stringify(outcome ?? null), created_at: Date.now() }], tx);
      return outcome;
    });
    return { result, replayed: false };
  } catch (error) {
    // A refusal too may only mean that the first call has already made the change.
    const sql = `SELECT request_hash, result FROM ${table} WHERE idempotency_key = ?`;
    const earlier = await rowOf<{ request_hash: string; result: string | null }, Tx>(store, sql, [key]);
    if (!earlier) throw error;
    if (!hash.matches(earlier.request_hash)) throw new KeyReused();
    if (earlier.result === null) throw new Erased();
    return { result: JSON.parse(earlier.result) as Result, replayed: true };
  }
}

/** No request has this hash, so a step that runs after its undo is refused. */
export const undone = "undone";

/**
 * Takes the key of a step that is being undone, in the transaction of the undo, so that the step is refused if it comes
 * later: a call that timed out may. False when the step has run already and there is something to undo.
 */
export function preclude<Tx>(store: Store<Tx>, tx: Tx, { key, action }: Omit<Request, "hash">): Promise<boolean> {
  const row = { idempotency_key: key, action, request_hash: undone, result: null, created_at: Date.now() };
  return insertNew(store, `${store.service}_idempotency`, row, tx);
}
