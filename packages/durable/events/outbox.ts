import { insert } from "../store/statements.ts";
import type { Store } from "../store/store.ts";
import type { EventRecord } from "./event.ts";

/** The name of the worker that publishes a service's events to the bus. */
export const relayOf = (service: string): string => `${service}.relay`;

/** An event as its outbox keeps it. */
export interface SavedEvent {
  fact_id: string;
  name: string;
  aggregate_id: string;
  /** The event, in JSON. */
  fact: string;
}

/** Writes events in the transaction of their change: both are committed, or neither. Offer them to the relay after it. */
export async function saveEvents<Tx>(store: Store<Tx>, tx: Tx, events: readonly EventRecord[]): Promise<SavedEvent[]> {
  const saved = events.map((event) => ({
    fact_id: event.id,
    name: event.name,
    aggregate_id: event.aggregate.id,
    fact: JSON.stringify(event),
  }));
  const created_at = Date.now();
  const rows = saved.map((each) => ({ ...each, created_at, sent_at: null }));
  await insert(store, `${store.service}_outbox`, rows, tx);
  return saved;
}
