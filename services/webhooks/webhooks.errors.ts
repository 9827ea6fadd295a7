import { errorsOf } from "../../mixins/actions/errors.ts";
import type { WebhookStatus } from "../contracts.ts";
import { mostWebhooks } from "./webhooks.rules.ts";

/** Errors of the webhooks service. */
export const webhookErrors = {
  webhook_not_found: [404, "The app has no such webhook in this store."],
  delivery_not_found: [404, "The webhook has no such delivery."],
  webhook_not_enabled: [409, "The webhook is disabled or paused. Enable it first."],
  webhook_paused_by_operator: [409, "An operator has paused the webhook, and only an operator enables it again."],
  webhook_changed: [409, "The webhook has another status."],
  event_expired: [409, "The event is older than seven days and is no longer kept."],
  cursor_expired: [410, "The cursor is older than the events that are kept. Begin again without one."],
  invalid_cursor: [400, "The cursor is not one of this feed."],
  too_many_webhooks: [422, `An app may have ${mostWebhooks} webhooks in a store. Delete one first.`],
  webhook_url_refused: [422, "Events are not sent to this URL."],
} as const;

export const fail = errorsOf(webhookErrors);

/** The error of an operator's act that the status of a webhook does not allow: which it is, and what would be right. */
export function failStatus(status: WebhookStatus, right: string) {
  const error = fail("webhook_changed", [{ path: "status", message: status }]);
  error.message = status === "disabled" ? disabled : right;
  return error;
}

const disabled = "The webhook is disabled by its app, and only its app enables it again.";
