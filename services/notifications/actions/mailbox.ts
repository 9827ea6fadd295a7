import { env } from "../../../config/env.ts";
import { action } from "../../../mixins/actions/action.ts";
import { fail } from "../notifications.errors.ts";
import { params } from "../notifications.schema.ts";
import { readMailbox } from "../store/mailbox.ts";

/** Lists the development mailbox, newest first. Throws `mailbox_unavailable` in production. */
export const mailbox = action("notifications.mailbox", params.mailbox, async (request, { db }) => {
  if (env.NODE_ENV === "production") throw fail("mailbox_unavailable");
  return readMailbox(db, request);
});
