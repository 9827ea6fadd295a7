import {
  type Consumer,
  consumerOf as durableConsumerOf,
  handleOnce as durableHandleOnce,
  type Handler,
  relayOf,
  replayAsked as replayLetters,
} from "@seller-orchestra/durable";
import type { Transaction } from "sequelize";
import { inRequest } from "../../config/scope.ts";
import { inEventSpan } from "../../config/tracing.ts";
import type { DomainEvent, EventName } from "../../services/contracts.ts";
import type { TransactionContext } from "../actions/idempotent.ts";
import type { Logger } from "../core-instance.ts";
import type { Database } from "../db/database.ts";
import { sideBySide } from "../db/share-transaction.ts";
import { storeOf } from "../db/store.ts";
import { onCommit } from "../db/transaction.ts";
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
  /** What an event changes here: events of several owners are handled side by side in one transaction. */
  owner?(event: DomainEvent): string;
  /** How many milliseconds an event may wait for others, to be handled with them. */
  batchWindowMs?: number;
  /** How many milliseconds pass between two of its transactions, unless much waits: for what may be old for as long. */
  restMs?: number;
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
  subscriptions: Subscription[],
  ready: Promise<void>,
  logger: Logger,
  signal: Signal = ignored,
): void {
  for (const each of subscriptions) bus.subscribe(consumerOf(db, each, ready, logger, signal));
}

/** The consumer of a subscription: handles each event once, and stores what cannot be handled as a dead letter. */
export const consumerOf = (
  db: Database,
  subscription: Subscription,
  ready: Promise<void>,
  logger: Logger,
  signal: Signal = ignored,
): Consumer<DomainEvent> => {
  const consumer = durableConsumerOf(storeOf(db), handlerOf(db, subscription, signal), ready, logger);
  return {
    ...consumer,
    handle(event) {
      // What is passed over is no step of the trace.
      if (subscription.filter?.(event) === false) return consumer.handle(event);
      const handle = () => consumer.handle(event);
      return inRequest(event.request_id, () => inEventSpan("process", event, consumer.name, handle));
    },
    deadLetter: (event, ...why) => inRequest(event.request_id, () => consumer.deadLetter(event, ...why)),
  };
};

/** Handles an event and marks it handled in one transaction; an event that is already marked is skipped. */
export const handleOnce = (db: Database, subscription: Subscription, event: DomainEvent): Promise<void> =>
  durableHandleOnce(storeOf(db), handlerOf(db, subscription, ignored), event);

/** Replays the requested dead letters, and returns how many; those that fail stay, with the new error. */
export const replayAsked = (db: Database, subscriptions: Subscription[]): Promise<number> =>
  replayLetters<DomainEvent>(storeOf(db), (consumer, event) => {
    if (consumer === relayOf(db.service)) return bus.publish(event);
    const subscription = subscriptions.find(({ purpose }) => consumer === `${db.service}.${purpose}`);
    if (!subscription) throw new Error(`There is no consumer ${consumer} any more.`);
    return handleOnce(db, subscription, event);
  });

function handlerOf(db: Database, subscription: Subscription, signal: Signal): Handler<DomainEvent, Transaction> {
  return {
    ...subscription,
    async handle(events, tx) {
      // After the commit: the receiver of a signal must find the change.
      const eventContext = { db, tx, signal: (...each: Parameters<Signal>) => onCommit(tx, () => signal(...each)) };
      if (subscription.handleMany && events.length > 1) return subscription.handleMany(events, eventContext);
      const handle = async (each: DomainEvent[], own: Transaction) => {
        for (const event of each) await handleOne(db, own, subscription, event, signal);
      };
      const { owner } = subscription;
      if (!owner || events.length === 1) return handle(events, tx);
      const outcomes = await sideBySide(tx, [...Map.groupBy(events, owner).values()], handle);
      for (const outcome of outcomes) if ("error" in outcome) throw outcome.error;
    },
  };
}

async function handleOne(
  db: Database,
  tx: Transaction,
  subscription: Subscription,
  event: DomainEvent,
  signal: Signal,
): Promise<void> {
  const published = new EventBuffer(event.actor, event.request_id);
  // After the commit: the receiver of a signal must find the change.
  const later: Signal = (...each) => onCommit(tx, () => signal(...each));
  await subscription.handle(event, { db, tx, signal: later, publish: published.publish });
  await published.save(db, tx);
}

const ignored: Signal = () => undefined;
