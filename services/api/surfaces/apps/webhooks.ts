import Joi from "joi";
import { endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { listQuery, type PageQuery, pagingOf } from "../../formats.ts";
import { stale } from "../shared/errors.ts";
import { conditionalWriteOf, given, tenantOf } from "../shared/requests.ts";
import { notKept } from "./oauth-errors.ts";
import { enveloped, listed } from "./shapes.ts";
import {
  appOf,
  appsWriteOf,
  one,
  readsPeople,
  scope,
  tag,
  topicsBody,
  urlRefused,
  webhookNotFound,
} from "./webhook-requests.ts";
import { webhook, webhookWithSecret } from "./webhook-shapes.ts";

interface WebhookBody {
  url: string;
  topics: string[];
  description?: string | null;
  ordered?: boolean;
}

const fields = {
  url: Joi.string()
    .max(2_000)
    .uri()
    .example(webhook.example.url)
    .description("`https`, on port 443, a public address."),
  topics: topicsBody(),
  description: Joi.string().max(255).allow(null, "").example("Orders to the warehouse"),
  ordered: Joi.boolean().description("Deliver what concerns one entity in the order of its events."),
};
const path = "/webhooks/:webhook_id";
const etag = ({ version }: { version: number }) => etagOf(version);

const listWebhooks = endpoint({
  id: "appsListWebhooks",
  method: "GET",
  path: "/webhooks",
  tag,
  scope,
  summary: "List webhooks",
  description: "The app's webhooks in this store, newest first.",
  querySchema: listQuery<PageQuery>("limit", 50, 250),
  action: "webhooks.list",
  input: (request) => ({ ...appOf(request), ...pagingOf(request.query, request.query.limit) }),
  ...listed(webhook, 50),
  errors: [],
});

const createWebhook = endpoint({
  id: "appsCreateWebhook",
  method: "POST",
  path: "/webhooks",
  tag,
  scope,
  status: 201,
  summary: "Create a webhook",
  description:
    "Events of the topics are posted to the URL from now on, signed by Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`). An answer of 200 to 299 within 15 seconds is success; anything else is retried for three days. The secret is in this answer only.",
  bodySchema: Joi.object<WebhookBody>({ ...fields, url: fields.url.required(), topics: fields.topics.required() }),
  bodyExample: { url: webhook.example.url, topics: ["order.*"], description: "Orders to the warehouse" },
  action: "webhooks.create",
  headers: () => notKept,
  input: (request) => {
    const { description = null, ordered = false, ...others } = request.body;
    const made = { ...others, description, ordered, personal_data: readsPeople(request) };
    return { ...appsWriteOf(request), ...tenantOf(request), webhook: made };
  },
  ...enveloped(webhookWithSecret, 201),
  etag,
  location: ({ id }) => `/api/apps/v1/webhooks/${id}`,
  errors: [[422, "too_many_webhooks", "The app has 20 webhooks in this store, as many as it may."], urlRefused],
});

const getWebhook = endpoint({
  id: "appsGetWebhook",
  method: "GET",
  path,
  ...one,
  summary: "Get a webhook",
  description: "Without its secret.",
  action: "webhooks.get",
  input: (request) => ({ ...appOf(request), ...request.path }),
  ...enveloped(webhook),
  etag,
  errors: [webhookNotFound],
});

const updateWebhook = endpoint({
  id: "appsUpdateWebhook",
  ifMatch: "version",
  method: "PATCH",
  path,
  ...one,
  summary: "Update a webhook",
  description:
    "Only the fields that are given change. `status` disables a webhook, and enables one that is disabled or paused: deliveries that waited are then sent. Events of the meantime have no deliveries; resend their range, or read them in the feed. What an operator has paused, only an operator enables.",
  bodySchema: Joi.object<Partial<WebhookBody> & { status?: "enabled" | "disabled" }>({
    ...fields,
    status: Joi.string().valid("enabled", "disabled"),
  }).min(1),
  bodyExample: { topics: ["order.*", "return.*"] },
  action: "webhooks.update",
  input: (request) => ({
    ...appOf(request),
    ...conditionalWriteOf(request),
    changes: { ...given(request.body), personal_data: readsPeople(request) },
  }),
  ...enveloped(webhook),
  etag,
  errors: [
    webhookNotFound,
    stale,
    urlRefused,
    [409, "webhook_paused_by_operator", "`status` was given, and an operator has paused the webhook."],
  ],
});

const deleteWebhook = endpoint({
  id: "appsDeleteWebhook",
  ifMatch: "version",
  method: "DELETE",
  path,
  ...one,
  summary: "Delete a webhook",
  description: "Nothing more is sent to it, and its deliveries are forgotten.",
  status: 204,
  action: "webhooks.remove",
  input: (request) => ({ ...appOf(request), ...conditionalWriteOf(request) }),
  errors: [webhookNotFound, stale],
});

const rotateSecret = endpoint({
  id: "appsRotateWebhookSecret",
  ifMatch: "version",
  method: "POST",
  path: `${path}/rotate-secret`,
  ...one,
  summary: "Rotate a webhook's secret",
  description:
    "For 24 hours deliveries carry two signatures: by the new secret and by the one before. A second rotation within them ends the first secret at once. Repeat one whose answer was lost with the same `Idempotency-Key`.",
  action: "webhooks.rotateSecret",
  headers: () => notKept,
  input: (request) => ({ ...appOf(request), ...conditionalWriteOf(request) }),
  ...enveloped(webhookWithSecret),
  etag,
  errors: [webhookNotFound, stale],
});

/** Apps: webhooks. */
export const webhooks = [listWebhooks, createWebhook, getWebhook, updateWebhook, deleteWebhook, rotateSecret];
