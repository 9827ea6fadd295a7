import { saveEvents } from "@seller-orchestra/durable";
import type { Transaction } from "sequelize";
import { count } from "../../config/metrics.ts";
import type { TracedEvent } from "../../config/otel-names.ts";
import { traceParent } from "../../config/tracing.ts";
import type { Actor, DomainEvent, DomainEvents, EventName } from "../../services/contracts.ts";
import type { Database } from "../db/database.ts";
import { storeOf } from "../db/store.ts";
import { onCommit, transaction } from "../db/transaction.ts";
import { newId } from "../values/ids.ts";
import { offerAfter } from "./relays.ts";

/** An event as its producer publishes it; `publish` adds the id, the time, the actor and the request. */
export interface NewEvent<Name extends EventName> {
  name: Name;
  store_id: number;
  tenant_id: string;
  aggregate: DomainEvent["aggregate"];
  data: DomainEvents[Name];
}

export type Publish = <Name extends EventName>(newEvent: NewEvent<Name>) => void;

/** Events published in one transaction, until it writes them to the outbox. */
export class EventBuffer {
  readonly events: DomainEvent[] = [];
  readonly #actor: Actor;
  readonly #requestId: string | null;

  constructor(actor: Actor, requestId: string | null) {
    this.#actor = actor;
    this.#requestId = requestId;
  }

  readonly publish: Publish = (newEvent) => {
    const traceparent = traceParent();
    const event: DomainEvent & TracedEvent = {
      id: newId("evt"),
      ...newEvent,
      occurred_at: new Date().toISOString(),
      actor: this.#actor,
      request_id: this.#requestId,
    };
    // In the row of the outbox: whoever handles the event does it in the trace of its cause.
    this.events.push(traceparent === undefined ? event : { ...event, traceparent });
  };

  /** Writes the events in the transaction of their change: both are committed, or neither. */
  save(db: Database, tx: Transaction): Promise<void> {
    return saveAll(db, tx, this.events);
  }
}

/** Writes events of one or several changes in their transaction; the relay gets them after the commit. */
export async function saveAll(db: Database, tx: Transaction, events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  offerAfter(tx, db, await saveEvents(storeOf(db), tx, events));
  onCommit(tx, () => {
    for (const { name } of events) count("domain_events", "Events published, by name.", { name });
  });
}

/** The origin of a change, which each of its events names. */
export interface Origin {
  actor: Actor;
  request_id: string | null;
}

/** Runs work in one transaction with the events that it publishes. The relay gets them after the commit. */
export async function withOutbox<T>(
  db: Database,
  { actor, request_id }: Origin,
  work: (txContext: { db: Database; tx: Transaction; publish: Publish }) => Promise<T>,
): Promise<T> {
  return transaction(db, async (tx) => {
    const buffer = new EventBuffer(actor, request_id);
    const outcome = await work({ db, tx, publish: buffer.publish });
    await buffer.save(db, tx);
    return outcome;
  });
}
