import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams } from "../../contracts.ts";
import { assertSendable } from "../address-guard.ts";
import { newSecret } from "../signing.ts";
import { assertNotEnded } from "../store/ended-apps.ts";
import { lockStore } from "../store/events.ts";
import { countWebhooks, findWebhook, toWebhook } from "../store/webhooks.ts";
import { fail } from "../webhooks.errors.ts";
import { mostWebhooks, never } from "../webhooks.rules.ts";
import { params } from "../webhooks.schema.ts";

/** Makes a webhook of an app. Throws `too_many_webhooks`, `webhook_url_refused`. */
export const create = action("webhooks.create", params.create, async (request, context) => {
  assertSendable(request.webhook.url);
  const { store_id, client_id } = request;
  const webhook_id = await idempotent(context, request, async ({ db, tx }) => {
    // Two at the same time would both find room for one.
    await lockStore(db, tx, store_id);
    if ((await countWebhooks(db, tx, request)) >= mostWebhooks) throw fail("too_many_webhooks");
    const row = rowOf(request);
    await db.insert("webhooks", row, tx);
    await assertNotEnded(db, tx, request);
    return row.public_id;
  });
  // The secret is not kept in the recorded result: a repeated request reads it from the row too.
  const row = await findWebhook(context.db, { store_id, client_id, webhook_id });
  return { ...toWebhook(row), secret: row.secret };
});

function rowOf({ store_id, tenant_id, client_id, webhook }: ActionParams<"webhooks.create">) {
  const { url, description, topics, ordered, personal_data } = webhook;
  const now = Date.now();
  return {
    public_id: newId("whk"),
    store_id,
    tenant_id,
    client_id,
    url,
    description,
    topics: JSON.stringify(topics),
    ordered: Number(ordered),
    personal_data: Number(personal_data),
    status: "enabled",
    pause_reason: null,
    secret: newSecret(),
    due_at: never,
    version: 1,
    created_at: now,
    updated_at: now,
  };
}
