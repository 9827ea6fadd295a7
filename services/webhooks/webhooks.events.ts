import type { Transaction } from "sequelize";
import { onErasure } from "../../mixins/actions/erasure.ts";
import type { Database } from "../../mixins/db/database.ts";
import { type Subscription, subscribe } from "../../mixins/messaging/inbox.ts";
import type { DomainEvent, WebhookPayload } from "../contracts.ts";
import { insertDeliveries, newDelivery } from "./store/deliveries.ts";
import { endApp } from "./store/ended-apps.ts";
import { emptyEvents, erasures, insertEvents, type StoredEvent } from "./store/events.ts";
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
  const stored: { event: StoredEvent; entity: string }[] = [];
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

async function fanOut(
  stored: { event: StoredEvent; entity: string }[],
  stores: number[],
  { db, tx }: Recording,
): Promise<void> {
  const now = Date.now();
  const webhooks = await enabledWebhooks(db, tx, stores);
  const deliveries = webhooks.flatMap(({ id, store_id, topics }) => {
    const patterns = JSON.parse(topics) as string[];
    const isWanted = ({ event }: (typeof stored)[number]) =>
      event.store_id === store_id && patterns.some((pattern) => selects(pattern, event.topic));
    return stored.filter(isWanted).map(({ event, entity }) => newDelivery(id, entity, event, now));
  });
  await insertDeliveries(db, tx, deliveries);
  const due = [...new Set(deliveries.map(({ webhook_id }) => webhook_id))].sort((one, other) => one - other);
  await makeDueRested(db, tx, due, now);
}
