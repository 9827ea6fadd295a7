import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { publishAct } from "../../../mixins/ops/acts.ts";
import { newestFirst } from "../../../mixins/shards/pages.ts";
import { resendWithin } from "../resending.ts";
import { resendDelivery, toDelivery } from "../store/deliveries.ts";
import { findBody } from "../store/events.ts";
import { findAnyDelivery, findAnyWebhook, listAnyDeliveries, listAnyWebhooks, toAnyWebhook } from "../store/operate.ts";
import { changeWebhook, makeDue, type WebhookRow } from "../store/webhooks.ts";
import { fail, failStatus } from "../webhooks.errors.ts";
import { params } from "../webhooks.schema.ts";

// For operators.

/** A page of the webhooks of all apps, newest first. Throws `invalid_cursor`. */
export const listAll = action(
  "webhooks.listAll",
  params.listAll,
  (request, { db }) => listAnyWebhooks(db, request),
  newestFirst(({ created_at }) => created_at),
);

/** A page of deliveries, newest first. Throws `webhook_not_found`, `invalid_cursor`. */
export const listDeliveries = action(
  "webhooks.listDeliveries",
  params.listDeliveries,
  (request, { db }) => listAnyDeliveries(db, request),
  newestFirst(({ created_at }) => created_at),
);

/** Pauses a webhook, or enables one that is paused. Throws `webhook_not_found`, `webhook_changed`. */
export const operate = action("webhooks.operate", params.operate, (request, context) =>
  idempotent(context, request, async ({ db, tx, publish }) => {
    const { act, note } = request;
    const row = await findAnyWebhook(db, request, tx);
    const fits = act === "pause" ? row.status === "enabled" : row.status === "paused";
    if (!fits) throw failStatus(row.status, `The webhook is ${row.status} already.`);
    const paused = { status: "paused" as const, pause_reason: "operator" as const };
    const enabled = { status: "enabled" as const, pause_reason: null, failing_since: null, failures: 0 };
    const changed = await changeWebhook(db, tx, row, act === "pause" ? paused : enabled);
    if (act === "enable") await makeDue(db, tx, [row.id], Date.now());
    const [before, after] = [{ status: row.status }, { status: changed.status }];
    publishAct(publish, { of: row, kind: "webhook", id: row.public_id, act, note, before, after });
    return toAnyWebhook(changed);
  }),
);

/** Makes a delivery due now. Throws `delivery_not_found`, `event_expired`, `webhook_changed`. */
export const resendNow = action("webhooks.resendNow", params.resendNow, (request, context) =>
  idempotent(context, request, async ({ db, tx, publish }) => {
    const { row, webhook } = await findAnyDelivery(db, request, tx);
    assertEnabled(webhook);
    if ((await findBody(db, row.store_id, row.sequence)) === undefined) throw fail("event_expired");
    const now = Date.now();
    await resendDelivery(db, tx, row, now);
    await makeDue(db, tx, [webhook.id], now);
    const before = { state: row.state, attempts: row.attempts };
    publishAct(publish, {
      of: webhook,
      kind: "webhook_delivery",
      id: row.public_id,
      act: "resend",
      note: request.note,
      before,
    });
    const shown = toDelivery({ ...row, state: "pending", due_at: now, ended_at: null });
    return { ...shown, store_id: row.store_id, webhook_id: webhook.public_id };
  }),
);

/** Makes the deliveries of a range of time due now, as `resendRange` does. Throws `webhook_not_found`, `webhook_changed`. */
export const resendRangeNow = action("webhooks.resendRangeNow", params.resendRangeNow, (request, context) =>
  idempotent(context, request, async ({ db, tx, publish }) => {
    const { from, until, only_failed, note } = request;
    const webhook = await findAnyWebhook(db, request, tx);
    assertEnabled(webhook);
    const deliveries = await resendWithin(db, tx, webhook, request);
    const after = { from, until, only_failed, deliveries };
    publishAct(publish, { of: webhook, kind: "webhook", id: webhook.public_id, act: "resend", note, after });
    return { deliveries };
  }),
);

function assertEnabled({ status }: WebhookRow): void {
  if (status !== "enabled") throw failStatus(status, "The webhook is paused. Enable it first.");
}
