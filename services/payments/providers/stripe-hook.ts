import { fail } from "../payments.errors.ts";
import type { Hook, Notice } from "./provider.ts";
import { assertSigned, ourOwn, parseHook, partOf, textOf } from "./signature.ts";

const toleranceS = 300;
const relevant = /^(payment_intent|charge|refund)\./;

/**
 * What an event of Stripe is about: `Stripe-Signature` has a time and HMACs of it and the body. Undefined for an event
 * that is of no payment. Throws `hook_malformed`, `hook_forged`, `hook_expired`.
 */
export function readStripe({ body, headers }: Hook, secrets: readonly string[], now: number): Notice | undefined {
  const parts = (headers["stripe-signature"] ?? "").split(",").map((part) => part.trim().split("=", 2));
  const valuesOf = (name: string) => parts.flatMap(([key, value]) => (key === name && value ? [value] : []));
  const [time] = valuesOf("t");
  const signatures = valuesOf("v1").slice(0, 5);
  if (!time || !/^\d{1,12}$/.test(time) || signatures.length === 0) throw fail("hook_malformed");
  assertSigned(`${time}.${body}`, signatures, secrets);
  if (Math.abs(Math.floor(now / 1_000) - Number(time)) > toleranceS) throw fail("hook_expired");
  const { id, type, data } = parseHook(body);
  const [event_id, name] = [textOf(id), textOf(type)];
  if (!event_id || !name) throw fail("hook_malformed");
  if (!relevant.test(name)) return undefined;
  const object = partOf(partOf(data).object);
  const reference = object.object === "payment_intent" ? textOf(object.id) : textOf(object.payment_intent);
  // A refund's metadata name the refund, not the payment.
  return reference ? { event_id, type: name.slice(0, 100), reference, ...ourOwn(object.metadata) } : undefined;
}
