import { env } from "../../../config/env.ts";
import { action } from "../../../mixins/actions/action.ts";
import { fail } from "../notifications.errors.ts";
import { params } from "../notifications.schema.ts";
import { fetchMailPage } from "../store/mailbox.ts";

/**
 * Renders one message of the development mailbox. Throws `mailbox_unavailable` in production, `notification_not_found`.
 */
export const mailboxPage = action("notifications.mailboxPage", params.mailboxPage, async ({ id }, { db }) => {
  if (env.NODE_ENV === "production") throw fail("mailbox_unavailable");
  const page = await fetchMailPage(db, id);
  if (!page) throw fail("notification_not_found");
  return page;
});
