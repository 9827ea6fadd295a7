import { createHash } from "node:crypto";
import { fail } from "../payments.errors.ts";
import type { Hook, Notice } from "./provider.ts";
import { assertSigned, ourOwn, parseHook, partOf, textOf } from "./signature.ts";

// Razorpay repeats a message for a day, with the signature that it had.
const oldestS = 3 * 24 * 3_600;
const relevant = /^(payment|order|refund|payment\.dispute)\./;

/**
 * What a message of Razorpay is about: `X-Razorpay-Signature` is the HMAC of the body. Undefined for a message that is of no
 * order. Throws `hook_malformed`, `hook_forged`, `hook_expired`.
 */
export function readRazorpay({ body, headers }: Hook, secrets: readonly string[], now: number): Notice | undefined {
  const signature = headers["x-razorpay-signature"] ?? "";
  if (!/^[0-9a-f]{64}$/i.test(signature)) throw fail("hook_malformed");
  assertSigned(body, [signature], secrets);
  const { event, created_at, payload } = parseHook(body);
  const type = textOf(event);
  if (!type || typeof created_at !== "number") throw fail("hook_malformed");
  if (Math.abs(Math.floor(now / 1_000) - created_at) > oldestS) throw fail("hook_expired");
  const entityOf = (name: string) => partOf(partOf(partOf(payload)[name]).entity);
  const payment = entityOf("payment");
  const reference = textOf(payment.order_id) ?? textOf(entityOf("order").id);
  if (!relevant.test(type) || !reference) return undefined;
  const event_id = textOf(headers["x-razorpay-event-id"]) ?? createHash("sha256").update(body).digest("hex");
  return { event_id, type: type.slice(0, 100), reference, ...ourOwn(payment.notes) };
}
