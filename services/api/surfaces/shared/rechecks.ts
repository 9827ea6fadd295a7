import type { IncomingHttpHeaders } from "node:http";
import type { Call } from "../../../contracts.ts";
import { refuse } from "../../errors.ts";
import type { Principal } from "../../http/principal.ts";

/**
 * Checks that a session is still open: its end revokes its access tokens, so this runs with every request.
 * Throws `invalid_token`.
 */
export async function assertSessionOpen(principal: Principal, call: Call): Promise<Principal> {
  const { subject, store_id, session_id } = principal;
  if (session_id === undefined || store_id === undefined) return principal;
  const { open, must_enrol } = await call("auth.isSessionOpen", { store_id, customer_id: subject, session_id });
  if (!open) refuse(401, "invalid_token", "The session has ended. Sign in again.");
  return must_enrol ? { ...principal, must_enrol } : principal;
}

/**
 * Checks that the customer of a token is neither disabled nor erased. It is part of what is remembered of a credential,
 * so a token opens nothing after ten seconds. Throws `invalid_token`.
 */
export async function assertStanding({ subject, store_id, actor }: Principal, call: Call): Promise<void> {
  if (actor.type !== "customer" || store_id === undefined) return;
  // An id that is longer than any is nobody's.
  const { good } =
    subject.length > 64 ? { good: false } : await call("customers.standing", { store_id, customer_id: subject });
  if (!good) refuse(401, "invalid_token", "The customer of the token has no account here.");
}

/** True when `X-Store-Id` names another store than the one that the credential is for. */
export const namesOtherStore = ({ store_id }: Principal, { "x-store-id": named }: IncomingHttpHeaders): boolean =>
  named !== undefined && named !== String(store_id);

/** Refuses an `X-Store-Id` that is not the credential's store. Throws `forbidden`. */
export function assertNamedStore(principal: Principal, headers: IncomingHttpHeaders): void {
  if (namesOtherStore(principal, headers)) refuseOtherStore();
}

/** Throws `forbidden`. */
export function refuseOtherStore(): never {
  refuse(403, "forbidden", "The credential is not for the store that X-Store-Id names.");
}
