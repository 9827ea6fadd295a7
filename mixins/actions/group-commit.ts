import { relayOf, saveEvents } from "@seller-orchestra/durable";
import type { Transaction } from "sequelize";
import type { Write } from "../../services/contracts.ts";
import type { Database } from "../db/database.ts";
import { shareTransaction } from "../db/share-transaction.ts";
import { storeOf } from "../db/store.ts";
import { wakeAfter } from "../jobs/poller.ts";
import { EventBuffer } from "../messaging/outbox.ts";
import type { ActionContext } from "./action.ts";
import { UnavailableError } from "./errors.ts";
import { hashOf, idempotent, type TransactionContext } from "./idempotent.ts";

/** Queues of calls by service and action. */
const queues = new WeakMap<Database, Map<string, Queue>>();

/**
 * `idempotent` for an action that is called often: calls that are in flight in this process share a transaction. Each
 * has its own key, events and refusal. `owner` names what a call changes: no two calls with one owner share.
 */
export function groupCommit<Result>(
  context: ActionContext,
  params: Write,
  owner: string,
  work: (txContext: TransactionContext) => Promise<Result>,
  subject?: (result: Result) => string | null | undefined,
): Promise<Result> {
  const { db, action } = context;
  const ofService = queues.get(db) ?? new Map<string, Queue>();
  queues.set(db, ofService);
  const queue = ofService.get(action) ?? new Queue(db);
  ofService.set(action, queue);
  return queue.add({ context, params, owner, work, subject } as Call) as Promise<Result>;
}

interface Call {
  context: ActionContext;
  params: Write;
  owner: string;
  work(txContext: TransactionContext): Promise<unknown>;
  subject?(result: unknown): string;
}

interface Waiting extends Call {
  done: PromiseWithResolvers<unknown>;
}

const largest = 32;
// A group that waits for a row longer than this lets another begin.
const slowMs = 20;
const groupsAtOnce = 4;

/** Calls of one action: one runs at once when none does, and those that come meanwhile are the next group. */
class Queue {
  readonly #db: Database;
  #waiting: Waiting[] = [];
  #running = 0;
  #begins = false;

  constructor(db: Database) {
    this.#db = db;
  }

  add(call: Call): Promise<unknown> {
    const done = Promise.withResolvers<unknown>();
    this.#waiting.push({ ...call, done });
    if (this.#running === 0) this.#beginSoon();
    return done.promise;
  }

  // After the calls that come in the same turn.
  #beginSoon(): void {
    if (this.#begins) return;
    this.#begins = true;
    setImmediate(() => {
      this.#begins = false;
      if (this.#waiting.length > 0 && this.#running < groupsAtOnce) void this.#run(this.#take());
    });
  }

  #take(): Waiting[] {
    const group = new Map<string, Waiting>();
    for (const call of this.#waiting) if (group.size < largest && !group.has(call.owner)) group.set(call.owner, call);
    const calls = [...group.values()];
    this.#waiting = this.#waiting.filter((call) => group.get(call.owner) !== call);
    return calls;
  }

  async #run(calls: Waiting[]): Promise<void> {
    this.#running++;
    const slow = setTimeout(() => this.#beginSoon(), slowMs);
    try {
      const isDone = calls.length > 1 && (await this.#together(calls));
      if (!isDone) await Promise.all(calls.map(runAlone));
    } finally {
      clearTimeout(slow);
      this.#running--;
      this.#beginSoon();
    }
  }

  // False when they have to be run one by one.
  async #together(calls: Waiting[]): Promise<boolean> {
    try {
      const outcomes = await commitTogether(this.#db, calls);
      // A refusal may mean that the same call was answered before: alone it finds out.
      const refused = calls.filter((_, index) => "error" in (outcomes[index] ?? {}));
      for (const [index, { done }] of calls.entries()) {
        const outcome = outcomes[index];
        if (outcome && "result" in outcome) done.resolve(outcome.result);
      }
      await Promise.all(refused.map(runAlone));
      return true;
    } catch (error) {
      if (!(error instanceof UnavailableError)) return false;
      for (const { done } of calls) done.reject(error);
      return true;
    }
  }
}

const runAlone = ({ context, params, work, subject, done }: Waiting): Promise<void> =>
  idempotent(context, params, work, subject).then(done.resolve, done.reject);

function commitTogether(db: Database, calls: Waiting[]) {
  const events = new Map<Waiting, EventBuffer>();
  const run = (call: Waiting, tx: Transaction) => {
    const buffer = new EventBuffer(call.context.actor, call.context.request_id);
    events.set(call, buffer);
    return call.work({ db, tx, publish: buffer.publish });
  };
  return shareTransaction(db, calls, run, async (tx, outcomes) => {
    const done = calls.flatMap((call, index) => {
      const outcome = outcomes[index];
      return outcome && "result" in outcome ? [{ call, result: outcome.result }] : [];
    });
    await db.insertMany(
      `${db.service}_idempotency`,
      done.map(({ call, result }) => recordOf(call, result)),
      tx,
    );
    const published = done.flatMap(({ call }) => events.get(call)?.events ?? []);
    if (published.length === 0) return;
    await saveEvents(storeOf(db), tx, published);
    wakeAfter(tx, relayOf(db.service));
  });
}

const recordOf = ({ context, params, subject }: Call, result: unknown) => ({
  idempotency_key: params.idempotency_key,
  action: context.action,
  request_hash: hashOf(context.action, params),
  subject_id: subject?.(result) ?? null,
  result: JSON.stringify(result ?? null),
  created_at: Date.now(),
});
