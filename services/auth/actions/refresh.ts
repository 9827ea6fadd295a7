import { action } from "../../../mixins/actions/action.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { found } from "../../../mixins/shards/across.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { invalidToken } from "../auth.errors.ts";
import { newRefreshToken } from "../secrets.ts";
import { assertSignsIn, tokensOf } from "../sessions.ts";
import { deleteSession, lockRefreshToken, type RefreshRow, rotateToken } from "../store/sessions.ts";
import { trace } from "../traces.ts";

/**
 * Exchanges a refresh token for a new one. A token that was used before has been copied, and the thief cannot be told
 * from the customer, so the session ends for both and the customer signs in again. A client that lost the answer is no
 * exception, since a thief would claim the same. Throws `invalid_token`.
 */
export const refresh = action(
  "auth.refresh",
  params.refresh,
  async (request, context) => {
    const { refresh_token, store_id, client } = request;
    const { db } = context;
    assertSignsIn();
    const next = newRefreshToken();
    // The end of the session has to be committed, so the error is thrown outside of the transaction.
    const taken = await transaction(db, async (tx): Promise<RefreshRow | undefined> => {
      const token = await lockRefreshToken(db, tx, refresh_token, store_id);
      if (!token) return undefined;
      if (token.used_at !== null) await deleteSession(db, tx, token.session_id);
      else await rotateToken(db, tx, token, next, client);
      return token;
    });
    if (taken && taken.used_at !== null) await trace(context, taken, "auth.refresh_replayed", { method: "refresh" });
    if (!taken || taken.used_at !== null)
      throw invalidToken("The refresh token is not known, was used before or has expired. Sign in again.");
    return tokensOf(taken, { session_id: taken.public_id, refresh_token: next });
  },
  found("invalid_token"),
);
