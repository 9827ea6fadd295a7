import type {
  Delivery,
  DeliveryAttempt,
  DeliveryDetail,
  Webhook,
  WebhookPayload,
  WebhookWithSecret,
} from "../../../contracts.ts";
import { pauseReasons, webhookDeliveryStates, webhookStatuses } from "../../../contracts.ts";
import { enumeration } from "../shared/enumerations.ts";
import { count, flag, freeObject, id, list, oneOf, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { shape } from "../shared/shape.ts";

export const webhookStatus = enumeration("WebhookStatus", webhookStatuses);
export const webhookDeliveryState = enumeration("WebhookDeliveryState", webhookDeliveryStates);
const pauseReason = enumeration("WebhookPauseReason", pauseReasons);

/** A webhook. */
export const webhook = shape<Webhook>("Webhook").with({
  id: id("whk_01JK7MZ3Q4N8T2V6X0Y1A5B9CW"),
  url: text("https://app.example.com/webhooks"),
  description: textOrNull("Orders to the warehouse"),
  topics: list(text("order.*")),
  ordered: flag(false, "Deliveries about one entity are made one after another, in the order of its events."),
  personal_data: flag(true, "False when the app lacked `read:customers`: values about customers are left out."),
  status: oneOf(
    webhookStatus,
    "enabled",
    "`disabled` by the app; `paused` after three days of failures, by an answer 410 or by an operator.",
  ),
  pause_reason: orNull(
    oneOf(pauseReason, "failing"),
    "`failing` for three days, `gone` by an answer 410, or paused by an `operator`, who alone enables it then.",
  ).showing(null),
  failing_since: orNull(time("2025-06-15T10:30:00.000Z"), "Since when every delivery has failed.").showing(null),
  created_at: time("2025-06-15T10:30:00.000Z"),
  updated_at: time("2025-06-15T10:30:00.000Z"),
});

/** The same with its signing secret. */
export const webhookWithSecret = shape<WebhookWithSecret>("WebhookWithSecret").with({
  ...webhook.fields,
  secret: text("whsec_c2VsbGVyLW9yY2hlc3RyYS1leGFtcGxlLXNlY3JldA==", "Shown only here: keep it."),
});

/** The body of a delivery, and an item of the feed. */
export const webhookEvent = shape<WebhookPayload>("WebhookEvent").with({
  id: id("evt_01JK7MZ3Q4N8T2V6X0Y1A5B9CG", "The same however often it is delivered; also the header `webhook-id`."),
  type: text("order.cancelled"),
  version: count(1, "The version of the topic's schema."),
  timestamp: text("2025-06-15T10:30:00.000Z", "When it happened."),
  store_id: count(22),
  aggregate: freeObject(
    { type: "order", id: "ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD", version: 3 },
    "What it happened to; `version` rises with the changes of one aggregate.",
  ),
  actor: freeObject({ type: "merchant", id: "user_1" }),
  request_id: textOrNull("req_01JK7MZ3Q4N8T2V6X0Y1A5B9CH"),
  data: freeObject(
    { before: { status: "confirmed" }, after: { status: "cancelled" }, reason: "customer_request" },
    "As the topic has it. Amounts are integers in the currency's minor units.",
  ),
});

/** A delivery. */
export const delivery = shape<Delivery>("WebhookDelivery").with({
  id: id("dlv_01JK7MZ3Q4N8T2V6X0Y1A5B9CV"),
  event_id: id("evt_01JK7MZ3Q4N8T2V6X0Y1A5B9CG"),
  topic: text("order.cancelled"),
  state: oneOf(webhookDeliveryState, "pending"),
  attempts: count(2),
  last_status: orNull(count(503, "The status of the last answer.")),
  last_error: textOrNull(null),
  next_attempt_at: orNull(time("2025-06-15T10:32:00.000Z")),
  created_at: time("2025-06-15T10:30:00.000Z"),
  ended_at: orNull(time("2025-06-15T10:32:00.000Z")).showing(null),
});

const deliveryAttempt = shape<DeliveryAttempt>("WebhookAttempt").with({
  attempted_at: time("2025-06-15T10:30:01.000Z"),
  duration_ms: count(132),
  status: orNull(count(503)),
  error: textOrNull(null),
  answer: textOrNull("busy", "The first 1,000 characters of the answer's body."),
});

/** A delivery with its payload and attempts. */
export const deliveryDetail = shape<DeliveryDetail>("WebhookDeliveryDetail").with({
  ...delivery.fields,
  payload: orNull(webhookEvent, "The body as it would be sent now; null seven days after the event."),
  log: list(deliveryAttempt),
});
