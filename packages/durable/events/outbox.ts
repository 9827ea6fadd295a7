import { insert } from "../store/statements.ts";
import type { Store } from "../store/store.ts";
import type { EventRecord } from "./event.ts";

/** The name of the worker that publishes a service's events to the bus. */
export const relayOf = (service: string): string => `${service}.relay`;

/** Writes events in the transaction of their change: both are committed, or neither. Wake the relay after the commit. */
export async function saveEvents<Tx>(store: Store<Tx>, tx: Tx, events: readonly EventRecord[]): Promise<void> {
  const rows = events.map((event) => ({
    fact_id: event.id,
    name: event.name,
    aggregate_id: event.aggregate.id,
    fact: JSON.stringify(event),
    created_at: Date.now(),
    sent_at: null,
  }));
  await insert(store, `${store.service}_outbox`, rows, tx);
}
