import type { Call, CustomerKey, SignInProof } from "../contracts.ts";
import { fail } from "./orchestra.errors.ts";

const recentMs = 10 * 60_000;

/**
 * Checks that a customer has shown who they are a moment ago: by the time of their session, or by that of a token that
 * was issued elsewhere. Throws `recent_sign_in_required`.
 */
export async function assertRecent(
  call: Call,
  { store_id, customer_id }: CustomerKey,
  { session_id, signed_in_at = 0 }: SignInProof,
): Promise<void> {
  const { recent } = session_id
    ? await call("auth.isRecent", { store_id, customer_id, session_id })
    : { recent: signed_in_at > Date.now() - recentMs };
  if (!recent) throw fail("recent_sign_in_required");
}
