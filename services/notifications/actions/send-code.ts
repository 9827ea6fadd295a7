import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { composeCode } from "../compose.ts";
import { params } from "../notifications.schema.ts";
import { queueUp } from "../store/notifications.ts";

/** Queues a one-time code for an address, regardless of preferences. */
export const sendCode = action("notifications.sendCode", params.sendCode, (request, context) => {
  const { idempotency_key, store, channel, recipient, customer_id, expires_in } = request;
  const { store_id, tenant_id } = store;
  // The idempotency record holds a hash of the request, from which six digits could be recovered: so the code is left
  // out.
  const recorded = { idempotency_key, store_id, channel, customer_id };
  return idempotent(context, recorded, async ({ tx }) => {
    const to = { store_id, tenant_id, channel, recipient, subject_id: customer_id };
    const good_until = Date.now() + expires_in * 1_000;
    return { id: await queueUp(context.db, tx, { ...to, ...composeCode(channel, request), good_until }) };
  });
});
