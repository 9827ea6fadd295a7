import { onErasure } from "../../mixins/actions/erasure.ts";
import { type EventContext, subscribe } from "../../mixins/messaging/inbox.ts";
import type { DomainEvent, DomainEvents, EventName, OfOrder, TimelineEntry } from "../contracts.ts";
import { orderErasures, removePerson } from "./store/erasure.ts";
import { removePersonFromReturns } from "./store/returns.ts";
import { actorOf, appendOrBuffer } from "./store/timeline.ts";

/**
 * Removes an erased customer's data from their orders and returns, which stay. The customer's id stays with them: it refers to no
 * record any more, and keeps the orders of one person together. Events of orders carry no personal data, so only rows
 * and recorded results hold it. Its purpose is another than when returns were a service of their own: so it handles what
 * was not handled for them then.
 */
export const forgetCustomers = onErasure("forget", async (person, { db, tx, signal }) => {
  // First: an order that is placed meanwhile waits for this row, or is found below.
  await orderErasures.remember(db, tx, person);
  const { store_id } = person;
  const orders = await removePerson(db, tx, person);
  // After the orders, which are locked then: a return that is asked for meanwhile waits, or is found here.
  await removePersonFromReturns(db, tx, person);
  for (const { public_id, revision } of orders) signal("orders.revised", { store_id, order_id: public_id, revision });
});

/** Names of events whose data carry an order id. */
type OrderRelated = { [Name in EventName]: DomainEvents[Name] extends OfOrder ? Name : never }[EventName];

const addToTimeline: (event: DomainEvent<OrderRelated>, eventContext: EventContext) => Promise<void> = async (
  event,
  { db, tx, signal },
) => {
  const { store_id, data } = event;
  const { order_id } = data;
  const revision = order_id ? await appendOrBuffer(db, tx, { store_id, order_id }, entryOf(event)) : undefined;
  // Cached copies of an older revision lack this entry.
  if (revision !== undefined) signal("orders.revised", { store_id, order_id, revision });
};

/** Adds events of an order's payments, refunds, disputes, fulfilments and notifications to its timeline. */
export const keepTimelines = [
  // An order that was placed with its payment tells of it from its creation on.
  subscribe<OrderRelated>("timeline-payment", "payment.*", addToTimeline, ({ data }) => !("placing" in data)),
  subscribe<OrderRelated>("timeline-refund", "refund.*", addToTimeline),
  subscribe<OrderRelated>("timeline-dispute", "dispute.*", addToTimeline),
  // One that the order has counted in the change that tells of it, or has never counted.
  subscribe<OrderRelated>(
    "timeline-fulfillment",
    "fulfillment.*",
    addToTimeline,
    ({ data }) => !("with_order" in data),
  ),
  subscribe<OrderRelated>("timeline-notification", "notification.*", addToTimeline),
].map((subscription) => ({ ...subscription, owner: ({ data }: DomainEvent) => (data as OfOrder).order_id ?? "" }));

const entryOf = (event: DomainEvent<OrderRelated>): TimelineEntry => ({
  id: event.id,
  type: event.name,
  at: Date.parse(event.occurred_at),
  actor: actorOf(event.actor),
  note: null,
  data: { id: event.aggregate.id, ...allowed(event.data), ...stateIn(event.data) },
});

// An allow list: no personal data and no provider's texts reach the timeline.
const timelineFields = ["amount", "currency", "channel", "occasion"];

const allowed = (data: object) =>
  Object.fromEntries(Object.entries(data).filter(([name]) => timelineFields.includes(name)));

function stateIn(data: object): { status?: string } {
  const status = (data as { after?: { status?: unknown } | null }).after?.status;
  return typeof status === "string" ? { status } : {};
}
