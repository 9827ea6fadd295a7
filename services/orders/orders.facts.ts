import { forget } from "../../mixins/erasure.ts";
import { type Hearing, hears } from "../../mixins/inbox.ts";
import type { Fact, FactName, Facts, OfOrder, TimelineEntry } from "../contracts.ts";
import { orderErasures, removePerson } from "./store/erasure.ts";
import { actorOf, appendHeard } from "./store/timeline.ts";

/**
 * Takes an erased customer's data off their orders, which stay. The customer's id stays with them: it leads nowhere any
 * more, and keeps the orders of one person together. Facts of orders leave out whatever may name a person, so only rows
 * and recorded answers hold it.
 */
export const forgetCustomers = hears<"customer.deleted">(
  "erasure",
  "customer.deleted",
  async (fact, { db, tx, hint }) => {
    const { store_id } = fact;
    // First: what is placed meanwhile waits for it, or is there to be found.
    await orderErasures.remember(db, tx, store_id, fact.aggregate.id);
    const orders = await removePerson(db, tx, store_id, fact.aggregate.id);
    await forget(db, tx, fact.aggregate.id);
    for (const { public_id, revision } of orders) hint("orders.revised", { store_id, order_id: public_id, revision });
  },
);

/** Names of facts whose data say which order they are about. */
type AboutOrders = { [Name in FactName]: Facts[Name] extends OfOrder ? Name : never }[FactName];

const putOnTimeline: (fact: Fact<AboutOrders>, hearing: Hearing) => Promise<void> = async (fact, { db, tx, hint }) => {
  const { store_id, data } = fact;
  const { order_id } = data;
  const revision = order_id ? await appendHeard(db, tx, store_id, order_id, entryOf(fact)) : undefined;
  // What is cached under an older revision lacks this line.
  if (revision !== undefined) hint("orders.revised", { store_id, order_id, revision });
};

/** Puts onto an order's timeline what other services tell of its money, its parcels, its returns and its notices. */
export const keepTimelines = [
  hears<AboutOrders>("timeline-payment", "payment.*", putOnTimeline),
  hears<AboutOrders>("timeline-refund", "refund.*", putOnTimeline),
  hears<AboutOrders>("timeline-fulfillment", "fulfillment.*", putOnTimeline),
  hears<AboutOrders>("timeline-return", "return.*", putOnTimeline),
  hears<AboutOrders>("timeline-notification", "notification.*", putOnTimeline),
];

const entryOf = (fact: Fact<AboutOrders>): TimelineEntry => ({
  id: fact.id,
  type: fact.name,
  at: Date.parse(fact.occurred_at),
  actor: actorOf(fact.actor),
  note: null,
  data: { id: fact.aggregate.id, ...pick(fact.data), ...stateIn(fact.data) },
});

// Nothing that could name a person, nor an engine's words: what is not named here is left out.
const kept = ["amount", "currency", "channel", "occasion"];

const pick = (data: object) => Object.fromEntries(Object.entries(data).filter(([name]) => kept.includes(name)));

function stateIn(data: object): { status?: string } {
  const status = (data as { after?: { status?: unknown } | null }).after?.status;
  return typeof status === "string" ? { status } : {};
}
