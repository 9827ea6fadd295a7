import { onErasure } from "../../mixins/actions/erasure.ts";
import { publishOutcome } from "./outcome-event.ts";
import { eraseMail } from "./store/mailbox.ts";
import { erasedBefore, eraseNotifications } from "./store/notifications.ts";
import { erasePreferences } from "./store/preferences.ts";

/** Takes an erased customer's address and messages out of what was sent; what was not sent never will be. */
export const forgetCustomer = onErasure("forget", async ({ store_id, customer_id }, { db, tx, publish }) => {
  const givenUp = await eraseNotifications(db, tx, store_id, customer_id);
  for (const message of givenUp) publishOutcome(publish, message, erasedBefore);
  await erasePreferences(db, tx, store_id, customer_id);
  await eraseMail(db, tx, store_id, customer_id);
});
