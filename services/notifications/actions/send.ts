import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { params } from "../notifications.schema.ts";
import { queueUp } from "../store/notifications.ts";

/** Queues a message for delivery. */
export const send = action("notifications.send", params.send, (request, context) =>
  idempotent(context, request, async ({ tx }) => {
    const id = newId("ntf");
    await queueUp(context.db, tx, id, request);
    return { id, state: "queued" };
  }),
);
