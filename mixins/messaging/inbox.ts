import type { Transaction } from "sequelize";
import type { DomainEvent, EventName } from "../../services/contracts.ts";
import type { TransactionContext } from "../actions/idempotent.ts";
import type { Logger } from "../core-instance.ts";
import type { Database } from "../db/database.ts";
import { onCommit, transaction } from "../db/transaction.ts";
import { inBatches } from "./batches.ts";
import type { Consumer } from "./bus.ts";
import { bus } from "./durable-events.ts";
import { EventBuffer } from "./outbox.ts";

/** Tells whoever listens now of something that they may be glad to know (`orders.revised`). It may be lost. */
export type Signal = (name: string, data: object) => void;

/** What a handler works with beside the event. */
export interface EventContext extends TransactionContext {
  signal: Signal;
}

/** What a service does when it hears an event. */
export interface Subscription {
  /** Unique within the service: `totals` becomes the consumer `customers.totals`. */
  purpose: string;
  pattern: string;
  /** Its effect must be in `tx`, where the inbox row is: an event that comes again then changes nothing. */
  handle(event: DomainEvent, eventContext: EventContext): Promise<void>;
  /** False for an event that changes nothing here: it is passed over without a trace. */
  filter?(event: DomainEvent): boolean;
  /** What it does with several at once, where that costs less than each alone. It tells nothing. */
  handleMany?(events: DomainEvent[], eventContext: Omit<EventContext, "publish">): Promise<void>;
  /** How many milliseconds an event may wait for others, to be handled with them. */
  batchWindowMs?: number;
}

/** Defines what a service does when it hears events, typed by their names. */
export function subscribe<Name extends EventName>(
  purpose: string,
  pattern: Name | `${string}.*` | "*",
  handle: (event: DomainEvent<Name>, eventContext: EventContext) => Promise<void>,
  filter?: (event: DomainEvent<Name>) => boolean,
): Subscription {
  return { purpose, pattern, handle: handle as Subscription["handle"], filter: filter as Subscription["filter"] };
}

/** Subscribes a service's handlers; each waits until `ready`, since an event may come before the tables do. */
export function subscribeAll(
  db: Database,
  handlers: Subscription[],
  ready: Promise<void>,
  logger: Logger,
  signal: Signal = ignored,
): void {
  for (const handler of handlers) bus.subscribe(consumerOf(db, handler, ready, logger, signal));
}

/** The consumer of a handler: runs it once for each event, and keeps what cannot be handled as a dead letter. */
export function consumerOf(
  db: Database,
  handler: Subscription,
  ready: Promise<void>,
  logger: Logger,
  signal: Signal = ignored,
): Consumer {
  const name = `${db.service}.${handler.purpose}`;
  const one = (event: DomainEvent) => handleOnce(db, name, handler, event, signal);
  const together = inBatches(one, (events) => handleTogether(db, name, handler, events, signal), handler.batchWindowMs);
  return {
    name,
    pattern: handler.pattern,
    async handle(event) {
      await ready;
      if (handler.filter?.(event) !== false) await together(event);
    },
    async deadLetter(event, error, tries) {
      await deadLetter(db, name, event, error, tries);
      logger.error({ fact: event.id, consumer: name, tries, error: String(error) }, "a fact became a dead letter");
    },
  };
}

/** Handles an event and marks it handled in one transaction; an event already marked is passed over. */
export async function handleOnce(
  db: Database,
  consumer: string,
  handler: Subscription,
  event: DomainEvent,
  signal: Signal = ignored,
): Promise<void> {
  await handleInOne(db, handler, signal, async (tx) => {
    const sql = `INSERT ${db.orIgnore} INTO ${db.service}_inbox (consumer, fact_id, handled_at) VALUES (?, ?, ?)`;
    return (await db.run(sql, [consumer, event.id, Date.now()], tx)) === 0 ? [] : [event];
  });
}

// What comes while others are being handled is handled in one transaction behind them: under load that is what an event
// costs. Where one of them cannot be handled, each is on its own.
function handleTogether(db: Database, consumer: string, handler: Subscription, events: DomainEvent[], signal: Signal) {
  return handleInOne(db, handler, signal, async (tx) => {
    const fresh = await notYetHandled(db, tx, consumer, events);
    const handled_at = Date.now();
    const rows = fresh.map(({ id: fact_id }) => ({ consumer, fact_id, handled_at }));
    await db.insertMany(`${db.service}_inbox`, rows, tx);
    return fresh;
  });
}

/** Handles in one transaction the events that `mark` has marked in it. */
async function handleInOne(
  db: Database,
  handler: Subscription,
  signal: Signal,
  mark: (tx: Transaction) => Promise<DomainEvent[]>,
): Promise<void> {
  await transaction(db, async (tx) => {
    // Behind the commit: who is told must find what they are told of.
    const eventContext = { db, tx, signal: (...each: Parameters<Signal>) => onCommit(tx, () => signal(...each)) };
    const fresh = await mark(tx);
    if (handler.handleMany && fresh.length > 1) return handler.handleMany(fresh, eventContext);
    for (const event of fresh) {
      const events = new EventBuffer(event.actor, event.request_id);
      await handler.handle(event, { ...eventContext, publish: events.publish });
      await events.save(db, tx);
    }
  });
}

async function notYetHandled(
  db: Database,
  tx: Transaction,
  consumer: string,
  events: DomainEvent[],
): Promise<DomainEvent[]> {
  const byId = new Map(events.map((event) => [event.id, event]));
  const marks = [...byId].map(() => "?").join(", ");
  const sql = `SELECT fact_id FROM ${db.service}_inbox WHERE consumer = ? AND fact_id IN (${marks})`;
  for (const { fact_id } of await db.rows<{ fact_id: string }>(sql, [consumer, ...byId.keys()], tx))
    byId.delete(fact_id);
  return [...byId.values()];
}

const ignored: Signal = () => undefined;

async function deadLetter(
  db: Database,
  consumer: string,
  event: DomainEvent,
  error: unknown,
  tries: number,
): Promise<void> {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await db.run(
    `INSERT ${db.orIgnore} INTO ${db.service}_dead_letters (consumer, fact_id, name, fact, error, tries, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [consumer, event.id, event.name, JSON.stringify(event), text.slice(0, 4_000), tries, Date.now()],
  );
}

interface DeadLetter {
  id: number;
  consumer: string;
  fact: string;
}

/** Handles again the dead letters that an operator asked for, and answers how many; those that fail again stay, with the new error. */
export async function replayAsked(db: Database, handlers: Subscription[]): Promise<number> {
  const table = `${db.service}_dead_letters`;
  const asked = await db.rows<DeadLetter>(
    `SELECT id, consumer, fact FROM ${table} WHERE replay_asked_at IS NOT NULL AND replayed_at IS NULL ORDER BY id LIMIT 100`,
  );
  for (const deadLetter of asked) {
    const handler = handlers.find(({ purpose }) => deadLetter.consumer === `${db.service}.${purpose}`);
    try {
      if (!handler) throw new Error(`No handler is called ${deadLetter.consumer} any more.`);
      await handleOnce(db, deadLetter.consumer, handler, JSON.parse(deadLetter.fact) as DomainEvent);
      // What it told is needed no longer; that it came and went stays visible for a while.
      const done = `UPDATE ${table} SET replayed_at = ?, fact = '', error = '' WHERE id = ?`;
      await db.run(done, [Date.now(), deadLetter.id]);
    } catch (error) {
      await db.run(`UPDATE ${table} SET replay_asked_at = NULL, error = ?, tries = tries + 1 WHERE id = ?`, [
        String(error).slice(0, 4_000),
        deadLetter.id,
      ]);
    }
  }
  return asked.length;
}
