import { emptied } from "../../mixins/erasure.ts";
import type { Change, Fact, LoggedEvent } from "../contracts.ts";

/** An event with the store that it belongs to. */
export interface StoreEvent extends LoggedEvent {
  store_id: number;
}

/** The event that a fact is logged as. An erasure is told by the names of what was erased. */
export function eventOf(fact: Fact): StoreEvent {
  return {
    id: fact.id,
    store_id: fact.store_id,
    name: fact.name,
    entity_type: fact.aggregate.type,
    entity_id: fact.aggregate.id,
    actor_type: fact.actor.type,
    actor_id: fact.actor.id,
    occurred_at: Date.parse(fact.occurred_at),
    request_id: fact.request_id,
    ...changeOf(fact),
  };
}

function changeOf({ data }: Fact): Change {
  const { before, after, changed } = data as Partial<Change> & { changed?: string[] };
  if (changed) return { before: Object.fromEntries(changed.map((name) => [name, null])), after: null };
  return { before: before ?? null, after: after ?? null };
}

/** True for a fact whose values are a person's data. */
export const isAboutPerson = (fact: Fact) => fact.aggregate.type === "customer";

/** True for the fact after which nothing of the person may be kept. */
export const isErasure = (fact: Fact) => fact.name === "customer.deleted";

/** The event with the names of what changed, and no values. */
export function withoutPerson(event: StoreEvent): StoreEvent {
  return { ...event, before: emptied(event.before), after: emptied(event.after) };
}
