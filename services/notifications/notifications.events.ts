import { forget } from "../../mixins/actions/erasure.ts";
import { subscribe } from "../../mixins/messaging/inbox.ts";
import { publishOutcome } from "./outcome-event.ts";
import { eraseMail } from "./store/mailbox.ts";
import { erasedBefore, eraseNotifications } from "./store/notifications.ts";
import { erasePreferences } from "./store/preferences.ts";

/** Takes an erased customer's address and messages out of what was sent; what was not sent never will be. */
export const forgetCustomer = subscribe<"customer.deleted">(
  "forget",
  "customer.deleted",
  async ({ store_id, aggregate }, { db, tx, publish }) => {
    const givenUp = await eraseNotifications(db, tx, store_id, aggregate.id);
    for (const message of givenUp) publishOutcome(publish, message, erasedBefore);
    await erasePreferences(db, tx, store_id, aggregate.id);
    await eraseMail(db, tx, store_id, aggregate.id);
    await forget(db, tx, aggregate.id);
  },
);
