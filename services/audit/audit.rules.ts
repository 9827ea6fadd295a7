import { emptied } from "../../mixins/actions/forget.ts";
import type { Change, DomainEvent, LoggedEvent } from "../contracts.ts";

/** A logged event with its store. */
export interface StoreEvent extends LoggedEvent {
  store_id: number;
}

/** Maps a domain event to its log entry. An erasure is logged with the names of the erased fields only. */
export function eventOf(event: DomainEvent): StoreEvent {
  return {
    id: event.id,
    store_id: event.store_id,
    name: event.name,
    entity_type: event.aggregate.type,
    entity_id: event.aggregate.id,
    actor_type: event.actor.type,
    actor_id: event.actor.id,
    occurred_at: Date.parse(event.occurred_at),
    request_id: event.request_id,
    ...changeOf(event),
  };
}

function changeOf({ data }: DomainEvent): Change {
  const { before, after, changed } = data as Partial<Change> & { changed?: string[] };
  if (changed) return { before: Object.fromEntries(changed.map((name) => [name, null])), after: null };
  return { before: before ?? null, after: after ?? null };
}

/** True for an event whose values are personal data. */
export const isAboutPerson = (event: DomainEvent) => event.aggregate.type === "customer";

/** True for the event after which no personal data may be kept. */
export const isErasure = (event: DomainEvent) => event.name === "customer.deleted";

/** The event with the names of what changed, and no values. */
export function withoutPerson(event: StoreEvent): StoreEvent {
  return { ...event, before: emptied(event.before), after: emptied(event.after) };
}
