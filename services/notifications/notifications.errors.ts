import { errorsOf } from "../../mixins/actions/errors.ts";

/** Errors of the notifications service. */
export const notificationErrors = {
  notification_not_found: [404, "Notification not found."],
  mailbox_unavailable: [403, "There is no development mailbox in production."],
} as const;

export const fail = errorsOf(notificationErrors);
