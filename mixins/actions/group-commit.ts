import type { Transaction } from "sequelize";
import type { Write } from "../../services/contracts.ts";
import { CallQueue } from "../db/call-queue.ts";
import type { Database } from "../db/database.ts";
import { type Outcome, sideBySide } from "../db/share-transaction.ts";
import { transaction } from "../db/transaction.ts";
import { EventBuffer, type Origin, saveAll, withOutbox } from "../messaging/outbox.ts";
import type { ActionContext } from "./action.ts";
import { hashOf, idempotent, type TransactionContext, Unfinished } from "./idempotent.ts";

type Work<Result> = (txContext: TransactionContext) => Promise<Result>;

interface Call {
  /** What it changes: no two calls of one owner share a transaction. */
  owner: string;
  origin: Origin;
  work: Work<unknown>;
  /** The call by itself. */
  alone(): Promise<unknown>;
  /** The row that records its result; none of a first stage. */
  recordOf?(result: unknown): object | undefined;
}

/**
 * `idempotent` for an action that is called often: calls that are in flight in this process share a transaction. Each
 * has its own key, events and refusal. `owner` names what a call changes: no two calls of one owner share.
 */
export function groupCommit<Result>(
  context: ActionContext,
  params: Write,
  owner: string,
  work: Work<Result>,
  subject?: (result: Result) => string,
): Promise<Result> {
  const { db, action } = context;
  const recordOf = (result: unknown) => {
    if (result instanceof Unfinished) return undefined;
    return {
      idempotency_key: params.idempotency_key,
      action,
      request_hash: hashOf(action, params).hash,
      subject_id: subject?.(result as Result) ?? null,
      result: JSON.stringify(result ?? null),
      created_at: Date.now(),
    };
  };
  const alone = () => idempotent(context, params, work, subject);
  return queueOf(db, action).add({ owner, origin: context, work, alone, recordOf }) as Promise<Result>;
}

/** The same for a transaction without a record of its result: `name` is the kind of work. */
export function groupTransaction<Result>(
  db: Database,
  name: string,
  owner: string,
  origin: Origin,
  work: Work<Result>,
): Promise<Result> {
  const alone = () => withOutbox(db, origin, work);
  return queueOf(db, name).add({ owner, origin, work, alone }) as Promise<Result>;
}

const queues = new WeakMap<Database, Map<string, CallQueue<Call>>>();

function queueOf(db: Database, name: string): CallQueue<Call> {
  const known = queues.get(db) ?? new Map<string, CallQueue<Call>>();
  queues.set(db, known);
  const queue = known.get(name) ?? new CallQueue({ one: ({ alone }) => alone(), many: (calls) => commit(db, calls) });
  known.set(name, queue);
  return queue;
}

function commit(db: Database, calls: Call[]): Promise<Outcome<unknown>[]> {
  return transaction(db, async (tx) => {
    const buffers = calls.map(({ origin: { actor, request_id } }) => new EventBuffer(actor, request_id));
    const run = ({ work }: Call, index: number, own: Transaction) =>
      work({ db, tx: own, publish: (buffers[index] as EventBuffer).publish });
    const outcomes = await sideBySide(tx, [...calls.entries()], ([index, call], own) => run(call, index, own));
    const done = [...outcomes.entries()].filter(([, outcome]) => "result" in outcome);
    const records = done.flatMap(([index, outcome]) => {
      const record = calls[index]?.recordOf?.((outcome as { result: unknown }).result);
      return record ? [record as Record<string, string>] : [];
    });
    await db.insertMany(`${db.service}_idempotency`, records, tx);
    const events = done.flatMap(([index]) => buffers[index]?.events ?? []);
    await saveAll(db, tx, events);
    return outcomes;
  });
}
