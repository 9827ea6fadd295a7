import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { params } from "../notifications.schema.ts";
import { fetchNotification, queueUp } from "../store/notifications.ts";

/** Returns a message and the state of its delivery. Throws `notification_not_found`. */
export const get = action("notifications.get", params.get, ({ store_id, id }, { db }) =>
  fetchNotification(db, store_id, id),
);

/** Queues a message for delivery. */
export const send = action("notifications.send", params.send, (request, context) =>
  idempotent(context, request, async ({ tx }) => {
    const { idempotency_key: _key, ...message } = request;
    return { id: await queueUp(context.db, tx, message), state: "queued" };
  }),
);
