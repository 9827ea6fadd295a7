import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { composeSecurity } from "../compose.ts";
import { params } from "../notifications.schema.ts";
import { queueUp } from "../store/notifications.ts";

const undoMs = 72 * 3_600_000;

/** Queues a notice about a customer's account, regardless of preferences. */
export const sendSecurity = action("notifications.sendSecurity", params.sendSecurity, (request, context) => {
  const { idempotency_key, store, channel, recipient, customer_id, notice, undo_token } = request;
  const { store_id, tenant_id } = store;
  // Without the token, which is a secret.
  const recorded = { idempotency_key, store_id, channel, customer_id, notice };
  return idempotent(context, recorded, async ({ tx }) => {
    const to = { store_id, tenant_id, channel, recipient, subject_id: customer_id };
    const secret = undo_token === undefined ? {} : { good_until: Date.now() + undoMs };
    return { id: await queueUp(context.db, tx, { ...to, ...composeSecurity(channel, request), ...secret }) };
  });
});
