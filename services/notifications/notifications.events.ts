import { onErasure } from "../../mixins/actions/erasure.ts";
import { publishOutcome } from "./outcome-event.ts";
import { messageErasures } from "./store/erasures.ts";
import { eraseMail } from "./store/mailbox.ts";
import { erasedBefore, eraseNotifications } from "./store/notifications.ts";
import { erasePreferences } from "./store/preferences.ts";

/** Removes an erased customer's address and texts from messages; messages still queued are never sent. */
export const forgetCustomer = onErasure("forget", async ({ store_id, customer_id }, { db, tx, publish }) => {
  // First: a message that comes meanwhile waits for this, or is found below.
  await messageErasures.remember(db, tx, { store_id, customer_id });
  const givenUp = await eraseNotifications(db, tx, store_id, customer_id);
  for (const message of givenUp) publishOutcome(publish, message, erasedBefore);
  await erasePreferences(db, tx, store_id, customer_id);
  await eraseMail(db, tx, store_id, customer_id);
});
