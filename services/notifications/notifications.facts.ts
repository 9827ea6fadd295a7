import { forget } from "../../mixins/erasure.ts";
import { hears } from "../../mixins/inbox.ts";
import { eraseMail } from "./store/mailbox.ts";
import { erasedBefore, eraseNotifications } from "./store/notifications.ts";
import { erasePreferences } from "./store/preferences.ts";
import { tellEnd } from "./telling.ts";

/** Takes an erased customer's address and messages out of what was sent; what was not sent never will be. */
export const forgetCustomer = hears<"customer.deleted">(
  "forget",
  "customer.deleted",
  async ({ store_id, aggregate }, { db, tx, announce }) => {
    const givenUp = await eraseNotifications(db, tx, store_id, aggregate.id);
    for (const message of givenUp) tellEnd(announce, message, erasedBefore);
    await erasePreferences(db, tx, store_id, aggregate.id);
    await eraseMail(db, tx, store_id, aggregate.id);
    await forget(db, tx, aggregate.id);
  },
);
