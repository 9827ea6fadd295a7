import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { ActionParams } from "../../contracts.ts";
import { assertSendable } from "../address-guard.ts";
import { newSecret } from "../signing.ts";
import {
  changeWebhook,
  findWebhook,
  listWebhooks,
  lockWebhook,
  makeDue,
  removeWebhook,
  toWebhook,
  type WebhookRow,
} from "../store/webhooks.ts";
import { fail } from "../webhooks.errors.ts";
import { oldSecretMs } from "../webhooks.rules.ts";
import { params } from "../webhooks.schema.ts";

/** A page of an app's webhooks in a store. */
export const list = action("webhooks.list", params.list, (request, { db }) => listWebhooks(db, request));

/** A webhook of an app. Throws `webhook_not_found`. */
export const get = action("webhooks.get", params.get, async (request, { db }) =>
  toWebhook(await findWebhook(db, request)),
);

/** Changes a webhook; enabling a paused one continues its deliveries. Throws `webhook_not_found`, `version_mismatch`, `webhook_url_refused`, `webhook_paused_by_operator`. */
export const update = action("webhooks.update", params.update, async (request, context) => {
  if (request.changes.url !== undefined) assertSendable(request.changes.url);
  return idempotent(context, request, async ({ db, tx }) => {
    const row = await lockWebhook(db, tx, request);
    assertMayChangeStatus(row, request);
    const changed = await changeWebhook(db, tx, row, columnsOf(request, row));
    if (changed.status === "enabled") await makeDue(db, tx, [row.id], Date.now());
    return toWebhook(changed);
  });
});

/** Deletes a webhook: nothing more is sent to it. Throws `webhook_not_found`, `version_mismatch`. */
export const remove = action("webhooks.remove", params.remove, (request, context) =>
  idempotent(context, request, async ({ db, tx }) => {
    const row = await lockWebhook(db, tx, request);
    await removeWebhook(db, tx, row);
    return { webhook_id: row.public_id };
  }),
);

/** Replaces a webhook's secret; the old one signs beside it for a day. Throws `webhook_not_found`, `version_mismatch`. */
export const rotateSecret = action("webhooks.rotateSecret", params.rotateSecret, async (request, context) => {
  await idempotent(context, request, async ({ db, tx }) => {
    const row = await lockWebhook(db, tx, request);
    const rotated = { secret: newSecret(), old_secret: row.secret, old_secret_until: Date.now() + oldSecretMs };
    await changeWebhook(db, tx, row, rotated);
    return row.public_id;
  });
  const row = await findWebhook(context.db, request);
  return { ...toWebhook(row), secret: row.secret };
});

// Disabling it would make of an operator's pause one that the app lifts.
function assertMayChangeStatus({ status, pause_reason }: WebhookRow, { changes }: ActionParams<"webhooks.update">) {
  if (changes.status === undefined || status !== "paused" || pause_reason !== "operator") return;
  throw fail("webhook_paused_by_operator");
}

function columnsOf({ changes }: ActionParams<"webhooks.update">, row: WebhookRow): Partial<WebhookRow> {
  const { topics, ordered, personal_data, status, ...others } = changes;
  const enabled = { pause_reason: null, failing_since: null, failures: 0 };
  return {
    ...others,
    ...(topics === undefined ? {} : { topics: JSON.stringify(topics) }),
    ...(ordered === undefined ? {} : { ordered: Number(ordered) }),
    ...(personal_data === undefined ? {} : { personal_data: Number(personal_data) }),
    ...(status === undefined ? {} : { status }),
    ...(status === "enabled" && row.status !== "enabled" ? enabled : {}),
  };
}
