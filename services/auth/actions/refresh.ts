import { action } from "../../../mixins/actions/action.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { refreshMs } from "../accounts.rules.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { invalidToken } from "../auth.errors.ts";
import { assertSignsIn, newRefreshToken, tokensOf } from "../sessions.ts";
import { insertRefreshToken, lockRefreshToken, markUsed, type RefreshRow } from "../store/refresh-tokens.ts";
import { deleteSession, touchSession } from "../store/sessions.ts";

/**
 * Takes a refresh token for a new one. One that was taken before was copied, and nobody can say by whom: the session
 * ends, for the thief and for the customer, who signs in again. That a client lost the answer is no excuse, since a thief
 * would say the same. Throws `invalid_token`.
 */
export const refresh = action("auth.refresh", params.refresh, async ({ refresh_token, store_id, client }, { db }) => {
  assertSignsIn();
  const next = newRefreshToken();
  // The end of a session is committed, so it is told outside.
  const taken = await transaction(db, async (tx): Promise<RefreshRow | undefined> => {
    const token = await lockRefreshToken(db, tx, refresh_token, store_id);
    if (!token) return undefined;
    if (token.used_at !== null) {
      await deleteSession(db, tx, token.session_id);
      return undefined;
    }
    const expires_at = Date.now() + refreshMs;
    await markUsed(db, tx, token.id);
    await insertRefreshToken(db, tx, { store_id: token.store_id, session_id: token.session_id, expires_at }, next);
    await touchSession(db, tx, token.session_id, client, expires_at);
    return token;
  });
  if (!taken) throw invalidToken("The refresh token is not known, was used before or has expired. Sign in again.");
  return tokensOf(taken, taken.public_id, next);
});
