import type { Transaction } from "sequelize";
import type { Person } from "../../mixins/actions/erasure.ts";
import type { Database } from "../../mixins/db/database.ts";
import type { SignInProof, Surface, TokenClaims } from "../contracts.ts";
import { fail, invalidToken } from "./auth.errors.ts";
import { lockSession } from "./store/sessions.ts";
import { holdSignIns, lastEnd } from "./store/sign-outs.ts";
import { isOfCustomer } from "./tokens.ts";

/**
 * Checks that the sign-ins of a token's customer have not ended since it was issued. Of a token of a session this is the
 * session's matter. Throws `invalid_token`.
 */
export async function assertNotSignedOut(db: Database, claims: TokenClaims, surface: Surface): Promise<void> {
  const { sub: customer_id, store_id = 0, sid, iat = 0 } = claims;
  if (sid !== undefined || !isOfCustomer(surface, claims)) return;
  if (!isSince(iat * 1_000, await lastEnd(db, { store_id, customer_id })))
    throw invalidToken("The customer has signed out everywhere since the token was issued. Sign in again.");
}

/**
 * Holds the sign-ins of a customer who has shown a code when they last ended at `last_end`. An end since then is of whoever took
 * the account back. Throws `invalid_otp`.
 */
export async function holdSince(db: Database, tx: Transaction, owner: Person, last_end?: number): Promise<void> {
  const now = await holdSignIns(db, tx, owner);
  if (last_end !== undefined && last_end !== now) throw fail("invalid_otp");
}

/** Holds the sign-ins of a customer who asks by one that has not ended. Throws `recent_sign_in_required`. */
export async function holdSignedIn(
  db: Database,
  tx: Transaction,
  owner: Person,
  { session_id, signed_in_at = 0 }: SignInProof,
): Promise<void> {
  const ended = await holdSignIns(db, tx, owner);
  const isOpen = session_id ? Boolean(await lockSession(db, tx, owner, session_id)) : isSince(signed_in_at, ended);
  if (!isOpen) throw fail("recent_sign_in_required");
}

// Tokens say it in seconds: those of the second of the end are taken for later ones.
const isSince = (at: number, ended: number): boolean => at >= Math.floor(ended / 1_000) * 1_000;
