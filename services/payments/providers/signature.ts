import { createHmac, timingSafeEqual } from "node:crypto";
import { fail } from "../payments.errors.ts";

/** Refuses a body that none of the secrets has signed with HMAC-SHA256; compares in constant time. Throws `hook_forged`. */
export function assertSigned(signed: string, signatures: readonly string[], secrets: readonly string[]): void {
  const given = signatures.map((each) => Buffer.from(each, "hex"));
  const isGood = secrets.some((secret) => {
    const wanted = createHmac("sha256", secret).update(signed).digest();
    return given.some((each) => each.length === wanted.length && timingSafeEqual(each, wanted));
  });
  if (!isGood) throw fail("hook_forged");
}

/** The JSON object of a body. Throws `hook_malformed`. */
export function parseHook(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Refused below.
  }
  throw fail("hook_malformed");
}

/** A part of a message, as an object. */
export const partOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** A text of a message, or null. */
export const textOf = (value: unknown): string | null =>
  typeof value === "string" && value !== "" && value.length <= 191 ? value : null;

/** The payment that metadata of ours name. */
export function ourOwn(metadata: unknown): { store_id: number | null; payment_id: string | null } {
  const { store_id, payment_id } = partOf(metadata);
  const store = Number(store_id);
  const id = textOf(payment_id);
  return {
    store_id: Number.isSafeInteger(store) && store > 0 ? store : null,
    payment_id: id && id.length <= 40 ? id : null,
  };
}
