import type { Transaction } from "sequelize";
import type { Actor, DomainEvent, DomainEvents, EventName } from "../../services/contracts.ts";
import type { Database } from "../db/database.ts";
import { transaction } from "../db/transaction.ts";
import { wakeAfter } from "../jobs/poller.ts";
import { newId } from "../values/ids.ts";

/** An event as its teller gives it; the system adds id, time, actor and request. */
export interface NewEvent<Name extends EventName> {
  name: Name;
  store_id: number;
  tenant_id: string;
  aggregate: DomainEvent["aggregate"];
  data: DomainEvents[Name];
}

export type Publish = <Name extends EventName>(newEvent: NewEvent<Name>) => void;

/** Events told in one transaction, kept until it writes them to the outbox. */
export class EventBuffer {
  readonly #events: DomainEvent[] = [];
  readonly #actor: Actor;
  readonly #requestId: string | null;

  constructor(actor: Actor, requestId: string | null) {
    this.#actor = actor;
    this.#requestId = requestId;
  }

  readonly publish: Publish = (newEvent) => {
    const occurred_at = new Date().toISOString();
    this.#events.push({
      id: newId("evt"),
      ...newEvent,
      occurred_at,
      actor: this.#actor,
      request_id: this.#requestId,
    });
  };

  /** Writes the events where the change that they tell of is written: both are committed, or neither. */
  async save(db: Database, tx: Transaction): Promise<void> {
    const rows = this.#events.map((event) => ({
      fact_id: event.id,
      name: event.name,
      aggregate_id: event.aggregate.id,
      fact: JSON.stringify(event),
      created_at: Date.now(),
      sent_at: null,
    }));
    if (rows.length === 0) return;
    await db.insertMany(`${db.service}_outbox`, rows, tx);
    wakeAfter(tx, relayOf(db.service));
  }
}

/** Whoever brings a change about: each of its events names them. */
export interface Producer {
  actor: Actor;
  request_id: string | null;
}

/** Runs work in one transaction with the events that it announces. Behind the commit the relay is woken for them. */
export async function withOutbox<T>(
  db: Database,
  { actor, request_id }: Producer,
  work: (txContext: { db: Database; tx: Transaction; publish: Publish }) => Promise<T>,
): Promise<T> {
  return transaction(db, async (tx) => {
    const buffer = new EventBuffer(actor, request_id);
    const outcome = await work({ db, tx, publish: buffer.publish });
    await buffer.save(db, tx);
    return outcome;
  });
}

/** The worker that carries a service's events to the bus. */
export const relayOf = (service: string): string => `${service}.relay`;
