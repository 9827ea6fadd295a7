import type { Transaction } from "sequelize";
import type { DomainEvent, EventName } from "../../services/contracts.ts";
import type { TransactionContext } from "../actions/idempotent.ts";
import type { Logger } from "../core-instance.ts";
import type { Database } from "../db/database.ts";
import { marks } from "../db/sql.ts";
import { insertNew, update } from "../db/statements.ts";
import { onCommit, transaction } from "../db/transaction.ts";
import { inBatches } from "./batches.ts";
import type { Consumer } from "./bus.ts";
import { bus } from "./durable-events.ts";
import { EventBuffer } from "./outbox.ts";

/** Emits a signal (`orders.revised`) to the services that are running now. It may be lost. */
export type Signal = (name: string, data: object) => void;

/** The context of an event's handler. */
export interface EventContext extends TransactionContext {
  signal: Signal;
}

/** A service's subscription to events. */
export interface Subscription {
  /** Unique within the service: `totals` becomes the consumer `customers.totals`. */
  purpose: string;
  pattern: string;
  /** Its effect must be in `tx`, with the inbox row: a redelivered event then changes nothing. */
  handle(event: DomainEvent, eventContext: EventContext): Promise<void>;
  /** False for an event that changes nothing here: it is skipped without an inbox row. */
  filter?(event: DomainEvent): boolean;
  /** Handles several events at once, where that costs less. It publishes nothing. */
  handleMany?(events: DomainEvent[], eventContext: Omit<EventContext, "publish">): Promise<void>;
  /** How many milliseconds an event may wait for others, to be handled with them. */
  batchWindowMs?: number;
}

/** Defines a subscription, typed by the names of its events. */
export function subscribe<Name extends EventName>(
  purpose: string,
  pattern: Name | `${string}.*` | "*",
  handle: (event: DomainEvent<Name>, eventContext: EventContext) => Promise<void>,
  filter?: (event: DomainEvent<Name>) => boolean,
): Subscription {
  return { purpose, pattern, handle: handle as Subscription["handle"], filter: filter as Subscription["filter"] };
}

/** Subscribes a service's handlers. Each waits until `ready`: an event may be delivered before the migrations. */
export function subscribeAll(
  db: Database,
  handlers: Subscription[],
  ready: Promise<void>,
  logger: Logger,
  signal: Signal = ignored,
): void {
  for (const handler of handlers) bus.subscribe(consumerOf(db, handler, ready, logger, signal));
}

/** The consumer of a handler: runs it once for each event, and stores what cannot be handled as a dead letter. */
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
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      await insertNew(db, `${db.service}_dead_letters`, {
        consumer: name,
        fact_id: event.id,
        name: event.name,
        fact: JSON.stringify(event),
        error: text.slice(0, 4_000),
        tries,
        created_at: Date.now(),
      });
      logger.error({ event: event.id, consumer: name, tries, error: String(error) }, "an event became a dead letter");
    },
  };
}

/** Handles an event and marks it handled in one transaction; an event that is already marked is skipped. */
export async function handleOnce(
  db: Database,
  consumer: string,
  handler: Subscription,
  event: DomainEvent,
  signal: Signal = ignored,
): Promise<void> {
  await handleInOne(db, handler, signal, async (tx) => {
    const row = { consumer, fact_id: event.id, handled_at: Date.now() };
    return (await insertNew(db, `${db.service}_inbox`, row, tx)) ? [event] : [];
  });
}

// Events that arrive while others are being handled share the next transaction, which under load is most of the cost of
// an event. When one of them cannot be handled, each is handled alone.
function handleTogether(db: Database, consumer: string, handler: Subscription, events: DomainEvent[], signal: Signal) {
  return handleInOne(db, handler, signal, async (tx) => {
    const fresh = await notYetHandled(db, tx, consumer, events);
    const handled_at = Date.now();
    const rows = fresh.map(({ id: fact_id }) => ({ consumer, fact_id, handled_at }));
    await db.insertMany(`${db.service}_inbox`, rows, tx);
    return fresh;
  });
}

// Handles in one transaction the events that `mark` has marked in it.
async function handleInOne(
  db: Database,
  handler: Subscription,
  signal: Signal,
  mark: (tx: Transaction) => Promise<DomainEvent[]>,
): Promise<void> {
  await transaction(db, async (tx) => {
    // After the commit: the receiver of a signal must find the change.
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
  const ids = [...byId.keys()];
  const sql = `SELECT fact_id FROM ${db.service}_inbox WHERE consumer = ? AND fact_id IN (${marks(ids)})`;
  for (const { fact_id } of await db.rows<{ fact_id: string }>(sql, [consumer, ...ids], tx)) byId.delete(fact_id);
  return [...byId.values()];
}

const ignored: Signal = () => undefined;

interface DeadLetter {
  id: number;
  consumer: string;
  fact: string;
}

/** Replays the requested dead letters, and returns how many; those that fail stay, with the new error. */
export async function replayAsked(db: Database, handlers: Subscription[]): Promise<number> {
  const table = `${db.service}_dead_letters`;
  const asked = await db.rows<DeadLetter>(
    `SELECT id, consumer, fact FROM ${table}
     WHERE replay_asked_at IS NOT NULL AND replayed_at IS NULL ORDER BY id LIMIT 100`,
  );
  for (const deadLetter of asked) {
    const handler = handlers.find(({ purpose }) => deadLetter.consumer === `${db.service}.${purpose}`);
    try {
      if (!handler) throw new Error(`There is no consumer ${deadLetter.consumer} any more.`);
      await handleOnce(db, deadLetter.consumer, handler, JSON.parse(deadLetter.fact) as DomainEvent);
      // The event's data is no longer needed; the row stays visible for a while.
      await update(db, table, { id: deadLetter.id }, { replayed_at: Date.now(), fact: "", error: "" });
    } catch (error) {
      await db.run(`UPDATE ${table} SET replay_asked_at = NULL, error = ?, tries = tries + 1 WHERE id = ?`, [
        String(error).slice(0, 4_000),
        deadLetter.id,
      ]);
    }
  }
  return asked.length;
}
