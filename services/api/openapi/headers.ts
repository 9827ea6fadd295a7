import { takesCursor } from "../common-errors.ts";
import { type Endpoint, needsCredential } from "../endpoint.ts";
import { takesKey } from "../http/idempotency.ts";
import type { Json } from "./json-schema.ts";

const text = (description: string, example: string) => ({
  description,
  schema: { type: "string" },
  example,
});
const whole = (description: string, example: number) => ({
  description,
  schema: { type: "integer" },
  example,
});

/** Response headers that many endpoints share, by name. */
export const componentHeaders = {
  "X-Request-Id": text("The request's id: the caller's own, or one that was made.", "req_01JK7MZ3Q4N8T2V6X0Y1A5B9CH"),
  RateLimit: text(
    "By draft-ietf-httpapi-ratelimit-headers: requests that are left (`r`), and seconds until all are there again (`t`).",
    '"credential";r=598;t=1',
  ),
  "RateLimit-Policy": text("Its policy: requests (`q`) in a window of seconds (`w`).", '"credential";q=600;w=10'),
  "RateLimit-Limit": whole("How many requests may come at once.", 600),
  "RateLimit-Remaining": whole("How many are left.", 598),
  "RateLimit-Reset": whole("Seconds until all of them are there again.", 1),
  "Retry-After": whole("Seconds after which to try again.", 2),
  "Idempotency-Replayed": text("`true` where this is the first answer again, to the same `Idempotency-Key`.", "true"),
  ETag: text("The record's version, for `If-Match` and `If-None-Match`.", '"v3"'),
  Link: text(
    "The pages around this one (RFC 8288), relative to the request: `first`, `prev` and `next`, where there are such.",
    '</api/apps/v1/customers?limit=50&cursor=WyJjcmVhdGVkIl0>; rel="next"',
  ),
  Location: text(
    "The path of what was created.",
    "/merchant/api/v1/domains/dom_demo/customers/cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
  ),
  "WWW-Authenticate": text("How to authenticate (RFC 6750).", 'Bearer error="invalid_token"'),
};

type Shared = keyof typeof componentHeaders;

const refer = (names: Shared[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const limits: Shared[] = ["RateLimit", "RateLimit-Policy", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"];

// Requests without a credential and a store are not counted.
const always = (endpoint: Endpoint): Shared[] => [
  "X-Request-Id",
  ...(needsCredential(endpoint) || endpoint.storeByHeader ? limits : []),
];

/** The headers of an endpoint's successful answer. */
export function successHeaders(endpoint: Endpoint): Json {
  const { versioned, status, answerHeaders = {} } = endpoint;
  return {
    ...refer([
      ...always(endpoint),
      ...(versioned && status !== 204 ? (["ETag"] as const) : []),
      ...(endpoint.method === "GET" && takesCursor(endpoint) ? (["Link"] as const) : []),
      ...(takesKey(endpoint) ? (["Idempotency-Replayed"] as const) : []),
    ]),
    ...Object.fromEntries(
      Object.entries(answerHeaders).map(([name, about]) => [
        name,
        name in componentHeaders ? refer([name as Shared])[name] : { description: about, schema: { type: "string" } },
      ]),
    ),
  };
}

/** The headers of an endpoint's errors with a status. */
export const failureHeaders = (endpoint: Endpoint, status: number): Json =>
  refer([
    ...always(endpoint),
    ...(status === 401 || (status === 403 && endpoint.scope) ? (["WWW-Authenticate"] as const) : []),
    ...(status === 429 || status === 503 ? (["Retry-After"] as const) : []),
    ...(takesKey(endpoint) && keeps.has(status) ? (["Idempotency-Replayed"] as const) : []),
  ]);

// Statuses of recorded errors: a repeated request receives the same error.
const keeps = new Set([402, 404, 409, 412, 422]);
