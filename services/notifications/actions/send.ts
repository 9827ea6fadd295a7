import { action } from "../../../mixins/action.ts";
import { change } from "../../../mixins/idempotent.ts";
import { newId } from "../../../mixins/ids.ts";
import { params } from "../notifications.schemas.ts";
import { queueUp } from "../store/notifications.ts";

/** Queues a message for delivery; the queue does the rest. */
export const send = action("notifications.send", params.send, (request, handling) =>
  change(handling, request, async ({ tx }) => {
    const id = newId("ntf");
    await queueUp(handling.db, tx, id, request);
    return { id, state: "queued" };
  }),
);
