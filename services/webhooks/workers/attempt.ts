import type { WebhookPayload } from "../../contracts.ts";
import { signedHeaders, signingKey } from "../signing.ts";
import type { DueDelivery, Outcome } from "../store/outcomes.ts";
import type { ClaimedWebhook } from "../store/webhooks.ts";
import { noLongerKept, retryDelay, withoutPersonalData } from "../webhooks.rules.ts";
import type { Posted, Poster } from "./poster.ts";

/** A function that sends a delivery of a webhook once; a status of 200 to 299 is success. */
export function attempting(poster: Poster, webhook: ClaimedWebhook): (delivery: DueDelivery) => Promise<Outcome> {
  const headersOf = heading(webhook);
  return async (delivery) => {
    const attempted_at = Date.now();
    const body = bodyFor(webhook, delivery);
    const posted = body === null ? expired : await poster.post(webhook.url, headersOf(delivery, body), body);
    const { retry_after_ms: _wait, ...log } = posted;
    return { delivery, url: webhook.url, attempted_at, ...log, ...nextOf(delivery, posted) };
  };
}

const expired: Posted = {
  status: null,
  error: noLongerKept,
  answer: null,
  retry_after_ms: null,
  duration_ms: 0,
};

/** The body that a webhook is sent for a delivery; null when the event is no longer kept. */
export function bodyFor({ personal_data }: Pick<ClaimedWebhook, "personal_data">, { body }: Pick<DueDelivery, "body">) {
  if (body === null || personal_data) return body;
  return JSON.stringify(withoutPersonalData(JSON.parse(body) as WebhookPayload));
}

function heading({ secret, old_secret, old_secret_until }: ClaimedWebhook) {
  const secrets = old_secret && (old_secret_until ?? 0) > Date.now() ? [secret, old_secret] : [secret];
  const keys = secrets.map(signingKey);
  return ({ event_id }: DueDelivery, body: string): Record<string, string> => ({
    ...signedHeaders(keys, event_id, body, Date.now()),
    "content-type": "application/json",
    "user-agent": "SellerOrchestra-Webhooks/1",
  });
}

// The endpoint may ask for a longer pause than the schedule's, not for a shorter one.
function nextOf({ attempts, retry_until, due_at }: DueDelivery, { status, error, retry_after_ms }: Posted) {
  if (status !== null && status >= 200 && status < 300) return { state: "delivered" as const, due_at };
  const next = Date.now() + Math.max(retryDelay(attempts + 1), retry_after_ms ?? 0);
  const isLast = error === noLongerKept || next > retry_until;
  return isLast ? { state: "failed" as const, due_at } : { state: "pending" as const, due_at: next };
}
