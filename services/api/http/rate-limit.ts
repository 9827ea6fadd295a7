import { isError } from "../../../mixins/actions/errors.ts";
import { lruCache } from "../../../mixins/values/lru.ts";
import { networkOf } from "../../../mixins/values/networks.ts";
import { refuse } from "../errors.ts";
import { type Bucket, takeFrom } from "./bucket.ts";
import type { Exchange } from "./exchange.ts";
import { ipOf } from "./headers.ts";
import { type Page, writeFailure } from "./respond.ts";

const ofCaller = { size: 600, perSecond: 60 };
const policy = policyOf("credential", ofCaller);

// Who guesses or floods; a client whose token has just ended gets far less.
const ofFailures = { size: 60, perSecond: 1 };

/**
 * Stage: counts a request against its credential and store, or without a credential against its network, and sets the
 * `RateLimit` headers (draft-ietf-httpapi-ratelimit-headers). Throws `rate_limited`.
 */
export async function limit({ principal, request, response }: Exchange): Promise<void> {
  const store = request.$params.params.domain_id ?? String(principal.store_id);
  const quota = await takeFrom(ofCaller, `rate:${principal.surface}:${principal.subject}:${store}`);
  if (!quota) return;
  response.setHeader("RateLimit-Policy", policy);
  response.setHeader("RateLimit", `"credential";r=${quota.remaining};t=${quota.reset}`);
  // Of earlier drafts, which many clients read.
  response.setHeader("RateLimit-Limit", quota.limit);
  response.setHeader("RateLimit-Remaining", quota.remaining);
  response.setHeader("RateLimit-Reset", quota.reset);
  if (quota.retryAfter !== undefined) tooMany(quota.retryAfter, response);
}

/** A policy of the draft: how many requests, and within how many seconds. */
function policyOf(name: string, { size, perSecond }: Bucket): string {
  return `"${name}";q=${size};w=${Math.ceil(size / perSecond)}`;
}

const ofPages = { size: 3_000, perSecond: 300 };

/** A page that needs no credential, limited for each network. */
export const limited =
  (page: Page): Page =>
  async (request, response) => {
    const quota = await takeFrom(ofPages, `pages:${networkOf(ipOf(request)).network}`);
    if (quota?.retryAfter === undefined) return page(request, response);
    const retry = { "Retry-After": String(quota.retryAfter) };
    writeFailure(
      request,
      response,
      { code: 429, type: "rate_limited", message: tooManyMessage(quota.retryAfter) },
      retry,
    );
  };

// Until when credentials that this gateway does not know are not verified, by network.
const closed = lruCache<number>(50_000);

/**
 * Verifies a credential that is not known to be right, and counts it against the client's network when it is wrong. A
 * network with too many wrong ones is refused before verification. Throws `rate_limited`.
 */
export async function limitFailures<T>({ ip, response }: Exchange, verify: () => Promise<T>): Promise<T> {
  const { network } = networkOf(ip);
  const waitMs = (closed.get(network) ?? 0) - Date.now();
  if (waitMs > 0) tooMany(Math.ceil(waitMs / 1_000), response);
  try {
    return await verify();
  } catch (error) {
    if (isError(error, "invalid_token")) await countFailure(network);
    throw error;
  }
}

async function countFailure(network: string): Promise<void> {
  const quota = await takeFrom(ofFailures, `failed:${network}`);
  if (quota?.retryAfter !== undefined) closed.set(network, Date.now() + quota.retryAfter * 1_000);
}

/** Throws `rate_limited`, with `Retry-After`. */
export function tooMany(seconds: number, response: Exchange["response"]): never {
  response.setHeader("Retry-After", seconds);
  refuse(429, "rate_limited", tooManyMessage(seconds));
}

const tooManyMessage = (seconds: number) => `Too many requests. Try again in ${seconds} s.`;
