import type { Transaction } from "sequelize";
import { onErasure } from "../../mixins/actions/erasure.ts";
import type { Database } from "../../mixins/db/database.ts";
import { type Subscription, subscribe } from "../../mixins/messaging/inbox.ts";
import type { DomainEvent, WebhookPayload } from "../contracts.ts";
import { endApp } from "./store/ended-apps.ts";
import { emptyEvents, erasures, insertEvents } from "./store/events.ts";
import { type Deliverable, insertDeliveries } from "./store/new-deliveries.ts";
import { enabledWebhooks, makeDueRested } from "./store/webhooks.ts";
import { isPersonal, isTopic, payloadOf, selects, withoutPersonalData } from "./webhooks.rules.ts";

interface Recording {
  db: Database;
  tx: Transaction;
}

/** Keeps every event of a topic for the feed, and makes its deliveries. */
export const recordEvents: Subscription = {
  ...subscribe("record", "*", (event, context) => recordMany([event], context)),
  filter: ({ name }) => isTopic(name),
  handleMany: recordMany,
  batchWindowMs: 250,
};

/** Removes the values from the kept events of an erased customer, sent or not. */
export const forgetCustomers = onErasure("erasure", async (person, { db, tx }) => {
  await erasures.remember(db, tx, person);
  await emptyEvents(db, tx, person);
});

/** Ends the webhooks of an app that was revoked, or removed from a store: nothing more is sent to them. */
export const endApps = subscribe("end-apps", "auth.app_revoked", ({ store_id, data }, { db, tx }) =>
  endApp(db, tx, { store_id, client_id: data.client_id }),
);

async function recordMany(events: DomainEvent[], { db, tx }: Recording): Promise<void> {
  // Always in the same order, so that concurrent batches cannot deadlock.
  const perStore = Object.entries(Object.groupBy(events, ({ store_id }) => store_id));
  const stores = perStore.map(([store_id]) => Number(store_id));
  const stored: Deliverable[] = [];
  for (const [store_id, those = []] of perStore) {
    const payloads = await payloadsOf(those, { db, tx });
    const inserted = await insertEvents(db, tx, Number(store_id), payloads);
    stored.push(...inserted.map((event, index) => ({ event, entity: payloads[index]?.aggregate.id ?? "" })));
  }
  await fanOut(stored, stores, { db, tx });
}

// An event about an erased customer may arrive after the erasure.
async function payloadsOf(events: DomainEvent[], { db, tx }: Recording): Promise<WebhookPayload[]> {
  const payloads = events.map(payloadOf);
  const isErased = await erasures.lockAll(db, tx, payloads.filter(isPersonal).map(personOf));
  return payloads.map((payload) =>
    isPersonal(payload) && isErased(personOf(payload)) ? withoutPersonalData(payload) : payload,
  );
}

const personOf = ({ store_id, aggregate }: WebhookPayload) => ({ store_id, customer_id: aggregate.id });

async function fanOut(stored: Deliverable[], stores: number[], { db, tx }: Recording): Promise<void> {
  const now = Date.now();
  const webhooks = await enabledWebhooks(db, tx, stores);
  // Webhooks that want the same of these events get them by one statement.
  const groups = new Map<string, { events: Deliverable[]; ids: number[] }>();
  for (const { id, store_id, topics } of webhooks) {
    const patterns = JSON.parse(topics) as string[];
    const events = stored.filter(
      ({ event }) => event.store_id === store_id && patterns.some((pattern) => selects(pattern, event.topic)),
    );
    if (events.length === 0) continue;
    const key = events.map(({ event }) => event.event_id).join();
    const group = groups.get(key) ?? { events, ids: [] };
    group.ids.push(id);
    groups.set(key, group);
  }
  for (const { events, ids } of groups.values()) await insertDeliveries(db, tx, events, ids, now);
  const due = [...groups.values()].flatMap(({ ids }) => ids).sort((one, other) => one - other);
  await makeDueRested(db, tx, due, now);
}
