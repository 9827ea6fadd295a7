import type { params } from "../webhooks/webhooks.schema.ts";
import type { ActionsOf, List } from "./common.ts";
import type {
  AnyDelivery,
  AnyWebhook,
  Delivery,
  DeliveryDetail,
  EventFeed,
  Webhook,
  WebhookWithSecret,
} from "./webhooks.ts";

/** Actions of the webhooks service. Each concerns one app's webhooks in one store. */
export type WebhooksActions = ActionsOf<
  "webhooks",
  typeof params,
  {
    /** Throws `too_many_webhooks`, `webhook_url_refused`. */
    create: WebhookWithSecret;
    list: List<Webhook>;
    /** Throws `webhook_not_found`. */
    get: Webhook;
    /** Throws `webhook_not_found`, `version_mismatch`, `webhook_url_refused`, `webhook_paused_by_operator`. */
    update: Webhook;
    /** Throws `webhook_not_found`, `version_mismatch`. */
    remove: { webhook_id: string };
    /** Replaces the signing secret; the old one signs beside it for a day. Throws `webhook_not_found`, `version_mismatch`. */
    rotateSecret: WebhookWithSecret;
    /** Sends an event of the topic `webhook.test`. Throws `webhook_not_found`, `webhook_not_enabled`. */
    test: Delivery;
    /** Throws `webhook_not_found`, `invalid_cursor`. */
    deliveries: List<Delivery>;
    /** Throws `webhook_not_found`, `delivery_not_found`. */
    delivery: DeliveryDetail;
    /** Makes a delivery due now. Throws `webhook_not_found`, `webhook_not_enabled`, `delivery_not_found`, `event_expired`. */
    resend: Delivery;
    /** Makes deliveries of a range of time due now. Throws `webhook_not_found`, `webhook_not_enabled`. */
    resendRange: { deliveries: number };
    /** Throws `invalid_cursor`. */
    listAll: { items: AnyWebhook[]; next_cursor: string | null };
    /** Throws `webhook_not_found`, `invalid_cursor`. */
    listDeliveries: { items: AnyDelivery[]; next_cursor: string | null };
    /** Throws `webhook_not_found`, `webhook_changed`. */
    operate: AnyWebhook;
    /** Throws `delivery_not_found`, `event_expired`, `webhook_changed`. */
    resendNow: AnyDelivery;
    /** Throws `webhook_not_found`, `webhook_changed`. */
    resendRangeNow: { deliveries: number };
    /** Throws `invalid_cursor`, `cursor_expired`. */
    feed: EventFeed;
  }
>;
