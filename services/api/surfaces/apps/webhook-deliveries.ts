import Joi from "joi";
import type { EventFeed, WebhookDeliveryState } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { listQuery, momentBody, momentOf, type PageQuery, pagingOf } from "../../formats.ts";
import { component } from "../../openapi/component.ts";
import { count } from "../shared/fields.ts";
import { given, pathOf } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import { enveloped, listed } from "./shapes.ts";
import {
  appOf,
  appsWriteOf,
  notEnabled,
  one,
  readsPeople,
  scope,
  tag,
  topicsBody,
  webhookNotFound,
} from "./webhook-requests.ts";
import { delivery, deliveryDetail, webhookDeliveryState, webhookEvent } from "./webhook-shapes.ts";

const path = "/webhooks/:webhook_id";
const oneDelivery = {
  ...one,
  pathSchema: pathOf({ webhook_id: "whk_01JK7MZ3Q4N8T2V6X0Y1A5B9CW", delivery_id: delivery.example.id }),
};
const deliveryNotFound = [404, "delivery_not_found", "The webhook has no such delivery."] as const;

const testWebhook = endpoint({
  id: "appsTestWebhook",
  method: "POST",
  path: `${path}/test`,
  ...one,
  status: 202,
  summary: "Send a test event",
  description: "An event of the type `webhook.test`, delivered like any other. The webhook must be enabled.",
  action: "webhooks.test",
  input: (request) => ({ ...appsWriteOf(request), ...request.path }),
  ...enveloped(delivery, 202),
  errors: [webhookNotFound, notEnabled],
});

const listDeliveries = endpoint({
  id: "appsListWebhookDeliveries",
  method: "GET",
  path: `${path}/deliveries`,
  ...one,
  summary: "List deliveries",
  description: "Of seven days, newest first.",
  querySchema: listQuery<PageQuery & { state?: WebhookDeliveryState }>("limit", 50, 250, {
    state: webhookDeliveryState.schema,
  }),
  action: "webhooks.deliveries",
  input: (request) => {
    const { state, ...query } = request.query;
    return { ...appOf(request), ...request.path, ...pagingOf(query, query.limit), ...given({ state }) };
  },
  ...listed(delivery, 50),
  errors: [webhookNotFound],
});

const getDelivery = endpoint({
  id: "appsGetWebhookDelivery",
  method: "GET",
  path: `${path}/deliveries/:delivery_id`,
  ...oneDelivery,
  summary: "Get a delivery",
  description: "With its payload, and every attempt: when, how long, what was answered.",
  action: "webhooks.delivery",
  input: (request) => ({ ...appOf(request), ...request.path }),
  ...enveloped(deliveryDetail),
  errors: [webhookNotFound, deliveryNotFound],
});

const resendDelivery = endpoint({
  id: "appsResendWebhookDelivery",
  method: "POST",
  path: `${path}/deliveries/:delivery_id/resend`,
  ...oneDelivery,
  status: 202,
  summary: "Resend a delivery",
  description:
    "It is tried at once, whatever became of it before; `webhook-id` stays the same. The webhook must be enabled.",
  action: "webhooks.resend",
  input: (request) => ({ ...appsWriteOf(request), ...request.path }),
  ...enveloped(delivery, 202),
  errors: [
    webhookNotFound,
    deliveryNotFound,
    notEnabled,
    [409, "event_expired", "The event is older than seven days."],
  ],
});

const resent = shape<{ deliveries: number }>("ResentDeliveries").with({ deliveries: count(42) });

const resendRange = endpoint({
  id: "appsResendWebhookDeliveries",
  method: "POST",
  path: `${path}/resend`,
  ...one,
  status: 202,
  summary: "Resend a range of time",
  description:
    "All events of the topics in the range, delivered or not, also those of a pause and from before the webhook was made. With `only_failed` only deliveries whose last attempt failed: those that have ended, and those that wait to be retried, which are tried at once. The webhook must be enabled.",
  bodySchema: Joi.object<{ from: string; until?: string; only_failed: boolean }>({
    from: momentBody().required(),
    until: momentBody().description("A date means the whole day; now when missing."),
    only_failed: Joi.boolean().default(false).description("Only deliveries whose last attempt failed."),
  }),
  bodyExample: { from: "2026-11-28T00:00:00Z", only_failed: true },
  action: "webhooks.resendRange",
  input: (request) => {
    const { only_failed, ...range } = request.body;
    const from = momentOf(range.from, "start", request.store);
    const until = range.until === undefined ? Date.now() : momentOf(range.until, "end", request.store);
    return { ...appsWriteOf(request), ...request.path, from, until, only_failed };
  },
  ...enveloped(resent, 202),
  errors: [webhookNotFound, notEnabled],
});

const readEvents = endpoint({
  id: "appsReadEvents",
  method: "GET",
  path: "/events",
  tag,
  scope,
  summary: "Read events",
  description:
    "Events of the last seven days, oldest first, for whoever would rather pull. Begin without a cursor, then pass `next_cursor` each time; when `has_more` is false, ask again later.",
  querySchema: Joi.object<{ topics?: string[]; cursor?: string; limit: number }>({
    topics: topicsBody().single(),
    cursor: Joi.string().max(100).description("`next_cursor` of the answer before."),
    limit: Joi.number().integer().min(1).max(100).default(50),
  }),
  action: "webhooks.feed",
  input: (request) => {
    const { limit, topics, cursor } = request.query;
    const { store_id } = appOf(request);
    return { store_id, limit, personal_data: readsPeople(request), ...given({ topics, cursor }) };
  },
  output: ({ items, next_cursor, has_more }: EventFeed, { store }) => ({
    data: items.map((item) => webhookEvent.present(item, store)),
    next_cursor,
    has_more,
    status: 200,
  }),
  answerSchema: component(
    "EventFeed",
    Joi.object({
      data: Joi.array().items(webhookEvent.schema).required(),
      next_cursor: Joi.string().required(),
      has_more: Joi.boolean().required(),
      status: Joi.number().integer().required(),
    }),
  ),
  answerExample: { data: [webhookEvent.example], next_cursor: "WyJldmVudHMiLDIyLDcxXQ", has_more: false, status: 200 },
  errors: [[410, "cursor_expired", "The cursor is older than seven days. Begin again without one."]],
});

/** Apps: deliveries of webhooks, and the event feed. */
export const webhookDeliveries = [testWebhook, listDeliveries, getDelivery, resendDelivery, resendRange, readEvents];
