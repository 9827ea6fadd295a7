import { errorsOf } from "../../mixins/actions/errors.ts";

/** Errors of the webhooks service. */
export const webhookErrors = {
  webhook_not_found: [404, "The app has no such webhook in this store."],
  delivery_not_found: [404, "The webhook has no such delivery."],
  webhook_not_enabled: [409, "The webhook is disabled or paused. Enable it first."],
  webhook_changed: [409, "The webhook has another status by now. Read it again."],
  delivery_changed: [409, "The delivery is on its way already."],
  event_expired: [409, "The event is older than seven days and is no longer kept."],
  cursor_expired: [410, "The cursor is older than the events that are kept. Begin again without one."],
  invalid_cursor: [400, "The cursor is not one of this feed."],
  too_many_webhooks: [422, "The app has as many webhooks in this store as it may have. Delete one first."],
  webhook_url_refused: [422, "Events are not sent to this URL."],
} as const;

export const fail = errorsOf(webhookErrors);
