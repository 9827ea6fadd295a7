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
  const people = domainEvents.filter(isAboutPerson).map((domainEvent) => personOf(eventOf(domainEvent)));
  const isErased = await erasures.lockAll(db, tx, people);
  const events = domainEvents.map((domainEvent) => {
    const event = eventOf(domainEvent);
    return isAboutPerson(domainEvent) && isErased(personOf(event)) ? withoutPerson(event) : event;
  });
  await insertEvents(db, tx, events);
  // After the inserts, so that events of the person in the same batch are emptied too.
  for (const domainEvent of domainEvents.filter(isErasure)) {
    const event = eventOf(domainEvent);
    await erasures.remember(db, tx, personOf(event));
    await emptyEvents(db, tx, event);
    await forget(db, tx, event.entity_id);
  }
}

const personOf = ({ store_id, entity_id }: StoreEvent) => ({ store_id, customer_id: entity_id });
