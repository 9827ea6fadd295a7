import { onErasure } from "../../mixins/actions/erasure.ts";
import { type EventContext, subscribe } from "../../mixins/messaging/inbox.ts";
import type { DomainEvent, DomainEvents, EventName, OfOrder, TimelineEntry } from "../contracts.ts";
import { orderErasures, removePerson } from "./store/erasure.ts";
import { actorOf, appendHeard } from "./store/timeline.ts";

/**
 * Takes an erased customer's data off their orders, which stay. The customer's id stays with them: it leads nowhere any
 * more, and keeps the orders of one person together. Events of orders leave out whatever may name a person, so only rows
 * and recorded answers hold it.
 */
export const forgetCustomers = onErasure("erasure", async (person, { db, tx, signal }) => {
  // First: what is placed meanwhile waits for it, or is there to be found.
  await orderErasures.remember(db, tx, person);
  const { store_id } = person;
  const orders = await removePerson(db, tx, person);
  for (const { public_id, revision } of orders) signal("orders.revised", { store_id, order_id: public_id, revision });
});

/** Names of events whose data say which order they are about. */
type AboutOrders = { [Name in EventName]: DomainEvents[Name] extends OfOrder ? Name : never }[EventName];

const putOnTimeline: (event: DomainEvent<AboutOrders>, eventContext: EventContext) => Promise<void> = async (
  event,
  { db, tx, signal },
) => {
  const { store_id, data } = event;
  const { order_id } = data;
  const revision = order_id ? await appendHeard(db, tx, store_id, order_id, entryOf(event)) : undefined;
  // What is cached under an older revision lacks this line.
  if (revision !== undefined) signal("orders.revised", { store_id, order_id, revision });
};

/** Puts onto an order's timeline what other services tell of its money, its parcels, its returns and its notices. */
export const keepTimelines = [
  subscribe<AboutOrders>("timeline-payment", "payment.*", putOnTimeline),
  subscribe<AboutOrders>("timeline-refund", "refund.*", putOnTimeline),
  subscribe<AboutOrders>("timeline-fulfillment", "fulfillment.*", putOnTimeline),
  subscribe<AboutOrders>("timeline-return", "return.*", putOnTimeline),
  subscribe<AboutOrders>("timeline-notification", "notification.*", putOnTimeline),
];

const entryOf = (event: DomainEvent<AboutOrders>): TimelineEntry => ({
  id: event.id,
  type: event.name,
  at: Date.parse(event.occurred_at),
  actor: actorOf(event.actor),
  note: null,
  data: { id: event.aggregate.id, ...pick(event.data), ...stateIn(event.data) },
});

// Nothing that could name a person, nor an engine's words: what is not named here is left out.
const kept = ["amount", "currency", "channel", "occasion"];

const pick = (data: object) => Object.fromEntries(Object.entries(data).filter(([name]) => kept.includes(name)));

function stateIn(data: object): { status?: string } {
  const status = (data as { after?: { status?: unknown } | null }).after?.status;
  return typeof status === "string" ? { status } : {};
}
