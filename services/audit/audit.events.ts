import { ErasureLocks } from "../../mixins/actions/erasure.ts";
import { forget } from "../../mixins/actions/forget.ts";
import { type EventContext, type Subscription, subscribe } from "../../mixins/messaging/inbox.ts";
import type { DomainEvent } from "../contracts.ts";
import { eventOf, isAboutPerson, isErasure, type StoreEvent, withoutPerson } from "./audit.rules.ts";
import { emptyEvents, insertEvents } from "./store/events.ts";

const erasures = new ErasureLocks("audit_people", "erased_at", "entity_id");

type Logging = Pick<EventContext, "db" | "tx">;

// Every event of the system arrives here, and readers of the log do not need it at once.
const batchWindowMs = 250;

/** Logs every event. Events of an erased person are logged without personal data, in whatever order they arrive. */
export const logEvent: Subscription = {
  ...subscribe("log", "*", (domainEvent, eventContext) => logMany([domainEvent], eventContext)),
  handleMany: logMany,
  batchWindowMs,
};

async function logMany(domainEvents: DomainEvent[], { db, tx }: Logging): Promise<void> {
  const erased = await lockPeople(domainEvents, { db, tx });
  const events = domainEvents.map((domainEvent) =>
    erased.has(personIn(domainEvent)) ? withoutPerson(eventOf(domainEvent)) : eventOf(domainEvent),
  );
  await insertEvents(db, tx, events);
  // After the inserts, so that events of the person in the same batch are emptied too.
  for (const domainEvent of domainEvents.filter(isErasure)) {
    const event = eventOf(domainEvent);
    await erasures.remember(db, tx, personOf(event));
    await emptyEvents(db, tx, event);
    await forget(db, tx, event.entity_id);
  }
}

// Always in the same order, so that concurrent batches cannot deadlock.
async function lockPeople(domainEvents: DomainEvent[], { db, tx }: Logging): Promise<Set<string>> {
  const erased = new Set<string>();
  const people = new Map(
    domainEvents.filter(isAboutPerson).map((domainEvent) => [personIn(domainEvent), eventOf(domainEvent)]),
  );
  for (const [person, event] of [...people].sort(([one], [other]) => (one < other ? -1 : 1)))
    if (await erasures.lock(db, tx, personOf(event))) erased.add(person);
  return erased;
}

const personIn = ({ store_id, aggregate }: DomainEvent) => `${store_id}/${aggregate.id}`;

const personOf = ({ store_id, entity_id }: StoreEvent) => ({ store_id, customer_id: entity_id });
