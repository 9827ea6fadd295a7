import Joi from "joi";
import {
  type AnyDelivery,
  type AnyWebhook,
  pauseReasons,
  type WebhookDeliveryState,
  type WebhookStatus,
  webhookDeliveryStates,
  webhookStatuses,
} from "../../../contracts.ts";
import { type ErrorLine, endpoint } from "../../endpoint.ts";
import { answers } from "../shared/answers.ts";
import { enumeration } from "../shared/enumerations.ts";
import { count, id, list, oneOf, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { given } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import { actOf, type CursorQuery, cursorQuery, gathered, mayBeNoted, noted, pageOf } from "./common.ts";

const tag = "Webhooks";
const status = enumeration("WebhookStatus", webhookStatuses);
const state = enumeration("WebhookDeliveryState", webhookDeliveryStates);
const webhookId = "whk_01JK7MZ3Q4N8T2V6X0Y1A5B9CW";
const deliveryId = "dlv_01JK7MZ3Q4N8T2V6X0Y1A5B9CX";
const storeId = () => Joi.number().integer().min(1).max(999_999_999).example(22);

const webhook = shape<AnyWebhook>("OperatedWebhook").with({
  id: id(webhookId),
  store_id: count(22),
  client_id: text("sx_app_demo"),
  url: text("https://app.example.com/webhooks"),
  topics: list(text("order.*")),
  status: oneOf(status, "enabled"),
  pause_reason: orNull(oneOf(enumeration("WebhookPauseReason", pauseReasons), "operator")).showing(null),
  failing_since: orNull(time("2025-06-15T10:30:00.000Z"), "Since when every delivery has failed.").showing(null),
  created_at: time("2025-06-15T10:30:00.000Z"),
});

const delivery = shape<AnyDelivery>("OperatedDelivery").with({
  id: id(deliveryId),
  store_id: count(22),
  webhook_id: textOrNull(webhookId, "Null once the webhook is deleted."),
  event_id: text("evt_01JK7MZ3Q4N8T2V6X0Y1A5B9CG"),
  topic: text("order.created"),
  state: oneOf(state, "failed"),
  attempts: count(12),
  last_status: orNull(count(500)),
  last_error: textOrNull(null),
  next_attempt_at: orNull(time("2025-06-15T10:31:00.000Z")).showing(null),
  created_at: time("2025-06-15T10:30:00.000Z"),
  ended_at: orNull(time("2025-06-15T10:30:00.000Z")).showing(null),
});

const changed: ErrorLine = [409, "webhook_changed", "It has another status: `details` says which."];
const webhookNotFound: ErrorLine = [404, "webhook_not_found", "The store has no such webhook."];

interface WebhooksQuery extends CursorQuery {
  store_id?: number;
  status?: WebhookStatus;
}

const listWebhooks = endpoint({
  id: "opsListWebhooks",
  method: "GET",
  path: "/webhooks",
  tag,
  summary: "List webhooks",
  description: "Of all apps and stores, newest first.",
  querySchema: cursorQuery<WebhooksQuery>({ store_id: storeId(), status: status.schema }),
  action: "webhooks.listAll",
  input: (request: { query: WebhooksQuery }) => {
    const { store_id, status } = request.query;
    return { ...pageOf(request), filter: given({ store_id, status }) };
  },
  ...gathered(webhook),
  errors: [],
});

const act = (verb: "pause" | "enable", summary: string, description: string) =>
  endpoint({
    id: `ops${verb === "pause" ? "Pause" : "Enable"}Webhook`,
    method: "POST",
    path: `/stores/:store_id/webhooks/:webhook_id/${verb}`,
    tag,
    summary,
    description,
    pathSchema: Joi.object<{ store_id: number; webhook_id: string }>({
      store_id: storeId().required(),
      webhook_id: Joi.string().max(40).required().example(webhookId),
    }),
    bodySchema: noted,
    bodyExample: { note: "The endpoint answers 500 since noon." },
    action: "webhooks.operate",
    input: (request) => ({ ...actOf(request), act: verb }),
    ...answers(webhook),
    errors: [webhookNotFound, changed],
  });

interface DeliveriesQuery extends CursorQuery {
  store_id?: number;
  webhook_id?: string;
  state?: WebhookDeliveryState;
}

const listDeliveries = endpoint({
  id: "opsListWebhookDeliveries",
  method: "GET",
  path: "/webhook-deliveries",
  tag,
  summary: "List deliveries of webhooks",
  description: "Newest first. `webhook_id` needs its `store_id`.",
  querySchema: cursorQuery<DeliveriesQuery>({
    store_id: storeId(),
    webhook_id: Joi.string().max(40).example(webhookId),
    state: state.schema,
  })
    .with("webhook_id", "store_id")
    .messages({ "object.with": '"webhook_id" needs its "store_id"' }),
  action: "webhooks.listDeliveries",
  input: (request: { query: DeliveriesQuery }) => {
    const { store_id, webhook_id, state } = request.query;
    return { ...pageOf(request), filter: given({ store_id, webhook_id, state }) };
  },
  ...gathered(delivery),
  errors: [webhookNotFound],
});

const resend = endpoint({
  id: "opsResendWebhookDelivery",
  method: "POST",
  path: "/stores/:store_id/webhook-deliveries/:delivery_id/resend",
  tag,
  summary: "Resend a delivery",
  description: "It is tried at once, whatever became of it before, and retried for as long as a new one.",
  pathSchema: Joi.object<{ store_id: number; delivery_id: string }>({
    store_id: storeId().required(),
    delivery_id: Joi.string().max(40).required().example(deliveryId),
  }),
  bodySchema: mayBeNoted,
  bodyExample: { note: "The endpoint is back." },
  action: "webhooks.resendNow",
  input: (request) => actOf(request),
  ...answers(delivery),
  errors: [
    [404, "delivery_not_found", "The store has no such delivery."],
    [409, "event_expired", "Its event is older than seven days and is no longer kept."],
    changed,
  ],
});

/** Operations: webhooks and their deliveries. */
export const webhooks = [
  listWebhooks,
  act(
    "pause",
    "Pause a webhook",
    "Nothing is sent to it, and no deliveries are made, until an operator enables it: its app cannot.",
  ),
  act(
    "enable",
    "Enable a paused webhook",
    "What waits is sent; events of the pause are its app's to resend. One that its app has disabled is the app's matter.",
  ),
  listDeliveries,
  resend,
];
