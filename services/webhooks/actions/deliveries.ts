import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { testTopic } from "../../contracts/webhooks.ts";
import type { WebhookPayload } from "../../contracts.ts";
import { resendWithin } from "../resending.ts";
import {
  attemptsOf,
  findDelivery,
  listDeliveries,
  newDelivery,
  resendDelivery,
  toDelivery,
} from "../store/deliveries.ts";
import { findBody, insertEvents, readFeed } from "../store/events.ts";
import { findEnabled, findWebhook, makeDue, type WebhookRow } from "../store/webhooks.ts";
import { fail } from "../webhooks.errors.ts";
import { params } from "../webhooks.schema.ts";
import { bodyFor } from "../workers/attempt.ts";

/** A page of a webhook's deliveries, newest first. Throws `webhook_not_found`, `invalid_cursor`. */
export const deliveries = action("webhooks.deliveries", params.deliveries, async (request, { db }) => {
  const { client_id: _client, webhook_id: _webhook, ...listing } = request;
  const row = await findWebhook(db, request);
  return listDeliveries(db, row, { ...request, ...listing });
});

/** A delivery with its payload and attempts. Throws `webhook_not_found`, `delivery_not_found`. */
export const delivery = action("webhooks.delivery", params.delivery, async (request, { db }) => {
  const webhook = await findWebhook(db, request);
  const row = await findDelivery(db, webhook, request.delivery_id);
  const body = bodyFor(webhook, { body: (await findBody(db, row.store_id, row.sequence)) ?? null });
  const payload = body === null ? null : (JSON.parse(body) as WebhookPayload);
  return { ...toDelivery(row), payload, log: await attemptsOf(db, row) };
});

/** Makes a delivery due now. Throws `webhook_not_found`, `webhook_not_enabled`, `delivery_not_found`, `event_expired`. */
export const resend = action("webhooks.resend", params.resend, (request, context) =>
  idempotent(context, request, async ({ db, tx }) => {
    const webhook = await findEnabled(db, request, tx);
    const row = await findDelivery(db, webhook, request.delivery_id, tx);
    if ((await findBody(db, row.store_id, row.sequence)) === undefined) throw fail("event_expired");
    const now = Date.now();
    await resendDelivery(db, tx, row, now);
    await makeDue(db, tx, [webhook.id], now);
    return toDelivery({ ...row, state: "pending", due_at: now, ended_at: null });
  }),
);

/** Makes the deliveries of a range of time due now, and makes those that there were none of. Throws `webhook_not_found`, `webhook_not_enabled`. */
export const resendRange = action("webhooks.resendRange", params.resendRange, (request, context) =>
  idempotent(context, request, async ({ db, tx }) => {
    const webhook = await findEnabled(db, request, tx);
    return { deliveries: await resendWithin(db, tx, webhook, request) };
  }),
);

/** Sends an event of the topic `webhook.test`. Throws `webhook_not_found`, `webhook_not_enabled`. */
export const test = action("webhooks.test", params.test, (request, context) =>
  idempotent(context, request, async ({ db, tx }) => {
    const webhook = await findEnabled(db, request, tx);
    const payload = testOf(webhook, context.request_id);
    const [event] = await insertEvents(db, tx, webhook.store_id, [payload], webhook.id);
    if (!event) throw new Error("No event was inserted.");
    const now = Date.now();
    const row = newDelivery(webhook.id, webhook.public_id, event, now);
    const id = await db.insert("webhook_deliveries", row, tx);
    await makeDue(db, tx, [webhook.id], now);
    return toDelivery({ id, ...row });
  }),
);

function testOf({ store_id, public_id, version, client_id }: WebhookRow, request_id: string | null): WebhookPayload {
  const aggregate = { type: "webhook", id: public_id, version };
  const envelope = { id: newId("evt"), type: testTopic, version: 1, timestamp: new Date().toISOString() };
  const data = { message: "This is a test." };
  return { ...envelope, store_id, aggregate, actor: { type: "app", id: client_id }, request_id, data };
}

/** A part of a store's events, oldest first. Throws `invalid_cursor`, `cursor_expired`. */
export const feed = action("webhooks.feed", params.feed, (request, { db }) => readFeed(db, request));
