import type { IncomingMessage } from "node:http";
import { env } from "../../../config/env.ts";
import { newId } from "../../../mixins/values/ids.ts";

/** Security headers of every answer. */
export const securityHeaders: Record<string, string> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-site",
  "Cache-Control": "private, no-cache",
};

/** Tells browsers to use TLS only; said only over TLS, since a browser obeys it nowhere else (RFC 6797 §7.2). */
export function tlsHeaders({ headers }: IncomingMessage): Record<string, string> {
  const isSecure = env.PUBLIC_URL
    ? env.PUBLIC_URL.startsWith("https:")
    : env.TRUST_PROXY > 0 && forwardedOf(headers["x-forwarded-proto"]) === "https";
  return isSecure ? { "Strict-Transport-Security": "max-age=31536000; includeSubDomains" } : {};
}

/** The caller's request id if it is 1–128 of `[A-Za-z0-9._-]`, else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : newId("req");
}

/** The client's IP address: of the socket, or of `X-Forwarded-For` behind trusted proxies. */
export function ipOf({ socket, headers }: IncomingMessage): string {
  const forwarded = env.TRUST_PROXY === 0 ? undefined : forwardedOf(headers["x-forwarded-for"]);
  return (forwarded && plainAddress(forwarded)) ?? socket.remoteAddress ?? "unknown";
}

// What the outermost trusted proxy has written; what comes before it, the client has.
function forwardedOf(header: string | string[] | undefined): string | undefined {
  const values = String(header ?? "")
    .split(",")
    .map((value) => value.trim())
    .filter((value) => value !== "");
  return (values.at(-env.TRUST_PROXY) ?? values[0])?.slice(0, 64);
}

// Some proxies add the port, which differs with each connection: the client would be another one each time.
function plainAddress(text: string): string {
  const [, inBrackets, withPort] = /^"?(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)"?$/.exec(text) ?? [];
  return inBrackets ?? withPort ?? text;
}

const exposed =
  "ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, X-Request-Id, X-Cache, Idempotency-Replayed";

// Whoever develops serves pages from any port of their machine.
const isLocal = (origin: string) => /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin);

/** CORS headers for origins of `CORS_ORIGINS`, and in development those of this machine; other origins get none. */
export function corsHeaders(request: IncomingMessage): Record<string, string> {
  const isDevelopment = env.NODE_ENV === "development";
  if (env.CORS_ORIGINS.length === 0 && !isDevelopment) return {};
  const origin = request.headers.origin;
  if (!origin || !(env.CORS_ORIGINS.includes(origin) || (isDevelopment && isLocal(origin)))) return { Vary: "Origin" };
  return { Vary: "Origin", "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": exposed };
}

/** Headers of the answer to a CORS preflight. */
export function preflightHeaders(request: IncomingMessage, methods: string[]): Record<string, string> {
  const cors = corsHeaders(request);
  if (!cors["Access-Control-Allow-Origin"]) return cors;
  return {
    ...cors,
    "Access-Control-Allow-Methods": methods.join(", "),
    "Access-Control-Allow-Headers":
      "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Client-Id, X-Client-Secret, X-Device-Token, X-Request-Id, X-Store-Id",
    "Access-Control-Max-Age": "600",
  };
}
