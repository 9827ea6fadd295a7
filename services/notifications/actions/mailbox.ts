import { env } from "../../../config/env.ts";
import { action } from "../../../mixins/actions/action.ts";
import { found, merged } from "../../../mixins/shards/across.ts";
import { fail } from "../notifications.errors.ts";
import { params } from "../notifications.schema.ts";
import { fetchMailPage, readMailbox } from "../store/mailbox.ts";

/** Lists the development mailbox, newest first. Throws `mailbox_unavailable` in production. */
export const mailbox = action(
  "notifications.mailbox",
  params.mailbox,
  async (request, { db }) => {
    assertAvailable();
    return readMailbox(db, request);
  },
  merged((parts, { limit }) =>
    parts
      .flat()
      .sort((one, other) => other.created_at - one.created_at)
      .slice(0, limit),
  ),
);

/** Renders one message of the development mailbox. Throws `mailbox_unavailable`, `notification_not_found`. */
export const mailboxPage = action(
  "notifications.mailboxPage",
  params.mailboxPage,
  async ({ id }, { db }) => {
    assertAvailable();
    const page = await fetchMailPage(db, id);
    if (!page) throw fail("notification_not_found");
    return page;
  },
  found("notification_not_found"),
);

function assertAvailable(): void {
  if (env.NODE_ENV === "production") throw fail("mailbox_unavailable");
}
