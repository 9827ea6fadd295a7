import { withoutValues } from "../../mixins/actions/forget.ts";
import { webhookTopics } from "../contracts/webhooks.ts";
import type { DomainEvent, WebhookPayload, WebhookTopic } from "../contracts.ts";

/** How many webhooks an app may have in one store. */
export const mostWebhooks = 20;

/** How long events are kept for the feed and for resending, and ended deliveries for their log. */
export const retentionMs = 7 * 24 * 3_600_000;

/** Why a delivery has failed that nothing is left of to send. */
export const noLongerKept = "The event is older than seven days and is no longer kept.";

/**
 * What a new delivery has for its last error, and nobody is shown: room for what its end writes. InnoDB has no place for a row
 * that grows where it was, and reorganised or split the page at nearly every second end.
 */
export const unattempted = "Not attempted yet.";

/** How long a delivery is retried, and how long a webhook may fail until it is paused. */
export const retryForMs = 3 * 24 * 3_600_000;

/** How long a replaced secret still signs beside the new one. */
export const oldSecretMs = 24 * 3_600_000;

/** The time of a webhook with nothing to send. */
export const never = Number.MAX_SAFE_INTEGER;

const known = new Set<string>(webhookTopics);

/** True for an event that apps may receive. */
export const isTopic = (name: string): name is WebhookTopic => known.has(name);

/** True when a topic or wildcard (`order.created`, `order.*`, `*`) selects the event. */
export const selects = (pattern: string, topic: string): boolean =>
  pattern === topic || pattern === "*" || (pattern.endsWith(".*") && topic.startsWith(pattern.slice(0, -1)));

const seconds = [5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400];

/** The pause after the given number of attempts, in milliseconds, with ±20 % of jitter. */
export function retryDelay(attempts: number, random = Math.random()): number {
  const pause = seconds[Math.min(attempts, seconds.length) - 1] ?? 5;
  return Math.round(pause * 1_000 * (0.8 + 0.4 * random));
}

/** The pause of a webhook all of whose last attempts failed, so that a dead endpoint costs little. */
export const restDelay = (failures: number): number => Math.min(300_000, 1_000 * 2 ** Math.min(failures, 9));

/** The body of an event's deliveries. Amounts are integers in the currency's minor units. */
export function payloadOf(event: DomainEvent): WebhookPayload {
  const { id, name, occurred_at, store_id, aggregate, actor, request_id, data } = event;
  const envelope = { id, type: name, version: 1, timestamp: occurred_at, store_id, aggregate, actor, request_id };
  return { ...envelope, data: data as unknown as Record<string, unknown> };
}

/** True when the values of an event are about a person. */
export const isPersonal = ({ aggregate }: Pick<WebhookPayload, "aggregate">): boolean => aggregate.type === "customer";

/** The same of a topic: those events are of a customer, and no others. */
export const isPersonalTopic = (topic: string): boolean => topic.startsWith("customer.");

/** The payload with the names of the fields that changed, and without their values. */
export function withoutPersonalData(payload: WebhookPayload): WebhookPayload {
  return isPersonal(payload) ? withoutValues(payload) : payload;
}
