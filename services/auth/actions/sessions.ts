import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { merged } from "../../../mixins/shards/across.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { fail } from "../auth.errors.ts";
import { hasFactor } from "../second-factor.ts";
import {
  deleteSession,
  endSignIns,
  listSessions,
  lockRefreshToken,
  lockSession,
  sessionState,
} from "../store/sessions.ts";

/** Lists a customer's sessions, the last used first. */
export const sessions = action("auth.sessions", params.sessions, (owner, { db }) => listSessions(db, owner));

/** Ends the session of an access token or of a refresh token; does nothing when it has ended already. */
export const logOut = action(
  "auth.logOut",
  params.logOut,
  async (request, { db }) => {
    const { store_id, customer_id, session_id, refresh_token } = request;
    const ended = await transaction(db, async (tx) => {
      const byToken = refresh_token && (await lockRefreshToken(db, tx, refresh_token, store_id))?.session_id;
      if (byToken) await deleteSession(db, tx, byToken);
      if (session_id === undefined || store_id === undefined || customer_id === undefined) return Boolean(byToken);
      const id = await lockSession(db, tx, { store_id, customer_id }, session_id);
      if (id !== undefined) await deleteSession(db, tx, id);
      return Boolean(byToken) || id !== undefined;
    });
    return { ended };
  },
  merged((parts) => ({ ended: parts.some(({ ended }) => ended) })),
);

/** Ends one of a customer's sessions. Throws `session_not_found`. */
export const endSession = action("auth.endSession", params.endSession, (request, context) =>
  idempotent(context, request, async ({ tx }) => {
    const { session_id } = request;
    const id = await lockSession(context.db, tx, request, session_id);
    if (id === undefined) throw fail("session_not_found");
    await deleteSession(context.db, tx, id);
    return { session_id };
  }),
);

/** Ends all sessions of a customer, except the one that is spared, and the tokens that name none. */
export const endSessions = action("auth.endSessions", params.endSessions, (request, context) =>
  idempotent(context, request, async ({ db, tx }) => ({
    ended: await endSignIns(db, tx, request, { spared: request.spared }),
  })),
);

/** Says whether a session is still open, and whether its customer has yet to set up the factor that the store requires. */
export const isSessionOpen = action("auth.isSessionOpen", params.isSessionOpen, async (request, { db }) => {
  const { open, rules } = await sessionState(db, request, request.session_id);
  const mustHave = open && rules.second_factor === "required";
  return { open, must_enrol: mustHave && !(await hasFactor(db, request)) };
});
