/** The events that apps may receive. The others are about the platform itself, or about secrets. */
export const webhookTopics = [
  "order.created",
  "order.status_changed",
  "order.cancelled",
  "order.payment_changed",
  "order.fulfillment_changed",
  "order.return_changed",
  "order.tagged",
  "fulfillment.created",
  "fulfillment.updated",
  "fulfillment.cancelled",
  "payment.requires_action",
  "payment.processing",
  "payment.authorized",
  "payment.captured",
  "payment.failed",
  "payment.voided",
  "payment.mismatch",
  "refund.succeeded",
  "refund.failed",
  "dispute.opened",
  "dispute.won",
  "dispute.lost",
  "return.requested",
  "return.updated",
  "customer.created",
  "customer.updated",
  "customer.deleted",
  "customer_group.created",
  "customer_group.updated",
  "customer_group.deleted",
  "stock.moved",
  "product.created",
  "product.updated",
  "product.deleted",
  "promotion.created",
  "promotion.updated",
  "promotion.deleted",
  "location.created",
  "location.updated",
  "location.deleted",
  "loyalty.points_changed",
  "loyalty.tier_changed",
  "review.created",
  "review.moderated",
  "webhook.paused",
] as const;

export type WebhookTopic = (typeof webhookTopics)[number];

/** What an app may ask for: topics, wildcards for those that begin so (`order.*`), and `*` for all. */
export const webhookPatterns: readonly string[] = [
  "*",
  ...new Set(webhookTopics.map((topic) => `${topic.split(".")[0]}.*`)),
  ...webhookTopics,
];

/** The topic of a test delivery: no event has it, and every webhook receives it. */
export const testTopic = "webhook.test";

export const webhookStatuses = ["enabled", "disabled", "paused"] as const;

/** `disabled` by the app; `paused` because the endpoint failed for days or answered 410, or by an operator. */
export type WebhookStatus = (typeof webhookStatuses)[number];

export const pauseReasons = ["failing", "gone", "operator"] as const;

export type PauseReason = (typeof pauseReasons)[number];

/** An app's endpoint for events of one store. */
export interface Webhook {
  id: string;
  url: string;
  description: string | null;
  /** Topics and wildcards: `order.created`, `order.*`, `*`. */
  topics: string[];
  /** True when deliveries about one entity are made one after another, in the order of its events. */
  ordered: boolean;
  /** False when payloads are without personal data, for want of the scope that reads it. */
  personal_data: boolean;
  status: WebhookStatus;
  pause_reason: PauseReason | null;
  /** Since when every delivery has failed, in epoch milliseconds; null when the last one succeeded. */
  failing_since: number | null;
  version: number;
  created_at: number;
  updated_at: number;
}

/** A webhook with its signing secret, which only its creation and the rotation of its secret answer. */
export interface WebhookWithSecret extends Webhook {
  secret: string;
}

export const webhookDeliveryStates = ["pending", "delivered", "failed"] as const;

export type WebhookDeliveryState = (typeof webhookDeliveryStates)[number];

/** One event on its way to one webhook. */
export interface Delivery {
  id: string;
  event_id: string;
  topic: string;
  state: WebhookDeliveryState;
  attempts: number;
  /** The status of the last answer; null without one. */
  last_status: number | null;
  last_error: string | null;
  /** When it is tried next, in epoch milliseconds; null when it has ended. */
  next_attempt_at: number | null;
  created_at: number;
  ended_at: number | null;
}

/** A delivery with its store and its webhook, null once that is deleted: for operators. */
export interface AnyDelivery extends Delivery {
  store_id: number;
  webhook_id: string | null;
}

/** A webhook with its store and its app. */
export interface AnyWebhook extends Webhook {
  store_id: number;
  client_id: string;
}

/** One attempt of a delivery. */
export interface DeliveryAttempt {
  attempted_at: number;
  duration_ms: number;
  status: number | null;
  error: string | null;
  /** The beginning of the answer's body. */
  answer: string | null;
}

/** A delivery with the request that it makes, and its attempts. */
export interface DeliveryDetail extends Delivery {
  /** The body as it would be sent now; null once the event has been removed. */
  payload: WebhookPayload | null;
  log: DeliveryAttempt[];
}

/** The body of a delivery, and an item of the event feed. */
export interface WebhookPayload {
  /** The event's id, which is also the header `webhook-id`. */
  id: string;
  type: string;
  /** The version of the topic's schema. */
  version: number;
  /** When it happened: ISO 8601 with milliseconds. */
  timestamp: string;
  store_id: number;
  aggregate: { type: string; id: string; version: number };
  actor: { type: string; id: string };
  request_id: string | null;
  data: Record<string, unknown>;
}

/** A part of the event feed, oldest first. */
export interface EventFeed {
  items: WebhookPayload[];
  /** The cursor behind the last item; the same one again when nothing has happened since. */
  next_cursor: string;
  has_more: boolean;
}
