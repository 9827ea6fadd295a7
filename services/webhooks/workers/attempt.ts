import type { WebhookPayload } from "../../contracts.ts";
import { signedHeaders, signingKey } from "../signing.ts";
import type { DueDelivery, Outcome } from "../store/outcomes.ts";
import type { ClaimedWebhook } from "../store/webhooks.ts";
import { noLongerKept, retryDelay, withoutPersonalData } from "../webhooks.rules.ts";
import type { Posted } from "./answering.ts";
import type { Poster } from "./poster.ts";

/** A function that sends a delivery of a webhook once; a status of 200 to 299 is success. */
export function attempting(poster: Poster, webhook: ClaimedWebhook): (delivery: DueDelivery) => Promise<Outcome> {
  const { url } = webhook;
  const headersOf = heading(webhook);
  const post = poster.to(url);
  return async (delivery) => {
    const attempted_at = Date.now();
    const body = bodyFor(webhook, delivery);
    const posted = body === null ? expired : await post(headersOf(delivery, body, attempted_at), body);
    const { status, error, answer, duration_ms } = posted;
    const { state, due_at } = nextOf(delivery, posted);
    return { delivery, url, attempted_at, duration_ms, status, error, answer, state, due_at };
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
  const key = signingKey(secret);
  const keys = [key];
  const both = old_secret ? [key, signingKey(old_secret)] : keys;
  return ({ event_id }: DueDelivery, body: string, now: number): Record<string, string> => ({
    ...signedHeaders((old_secret_until ?? 0) > now ? both : keys, event_id, body, now),
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
