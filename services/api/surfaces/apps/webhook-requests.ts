import Joi from "joi";
import type { Store } from "../../../contracts.ts";
import { webhookPatterns } from "../../../contracts.ts";
import type { ErrorLine } from "../../endpoint.ts";
import type { Principal } from "../../http/principal.ts";
import { enumeration } from "../shared/enumerations.ts";
import { pathOf } from "../shared/requests.ts";
import { webhook } from "./webhook-shapes.ts";

/** The scope of all that concerns webhooks and the event feed. */
export const scope = "write:webhooks";
export const tag = "Webhooks";

/** An endpoint of one webhook. */
export const one = { tag, scope, pathSchema: pathOf({ webhook_id: webhook.example.id }) };

export const webhookNotFound: ErrorLine = [404, "webhook_not_found", "The app has no such webhook in this store."];
export const notEnabled: ErrorLine = [409, "webhook_not_enabled", "The webhook is disabled or paused."];
export const urlRefused: ErrorLine = [
  422,
  "webhook_url_refused",
  "Events are not sent to this URL: it is not https on port 443, or a private address.",
];

interface AppRequest {
  store: Store;
  principal: Principal;
}

/** The store and the app of a request. */
export const appOf = ({ store, principal }: AppRequest) => ({ store_id: store.store_id, client_id: principal.subject });

/** The same of a write. */
export const appsWriteOf = (request: AppRequest & { idempotency_key: string }) => ({
  ...appOf(request),
  idempotency_key: request.idempotency_key,
});

/** True when the app may read personal data. */
export const readsPeople = ({ principal }: AppRequest): boolean =>
  principal.scopes?.includes("read:customers") ?? false;

const topicPattern = enumeration("WebhookTopic", webhookPatterns);

/** Topics and wildcards of a request. */
export const topicsBody = () =>
  Joi.array()
    .items(topicPattern.schema)
    .min(1)
    .max(100)
    .unique()
    .description("Topics, and wildcards for those that begin so (`order.*`) or for all (`*`).");
