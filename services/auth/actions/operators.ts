import { env } from "../../../config/env.ts";
import { action } from "../../../mixins/actions/action.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { atHome } from "../../../mixins/shards/across.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { operatorRole } from "../../contracts/ops.ts";
import { fail } from "../auth.errors.ts";
import { authorizationOf, identityOf } from "../oidc.ts";
import { operatorParams } from "../operators.schema.ts";
import { deleteOperatorSessions, insertOperatorSession, isOperatorSession } from "../store/operator-sessions.ts";
import { canSign, signToken } from "../tokens.ts";

const sessionSeconds = 8 * 3_600;

/** How operators may sign in here. */
export const operatorSignIn = action(
  "auth.operatorSignIn",
  operatorParams.operatorSignIn,
  async () => ({
    oidc: env.OPS_OIDC_ISSUER !== undefined && canSign,
    development: env.NODE_ENV === "development" && canSign,
  }),
  atHome,
);

/** Signs a developer in, in development only. Throws `sign_in_not_set_up`. */
export const signInAsDeveloper = action(
  "auth.signInAsDeveloper",
  operatorParams.signInAsDeveloper,
  async (_request, { db }) => {
    if (env.NODE_ENV !== "development") throw fail("sign_in_not_set_up");
    return begin(db, "developer");
  },
  atHome,
);

/** Where the browser is sent to sign in, and what it must bring back with the code. Throws `sign_in_not_set_up`. */
export const beginOperatorSignIn = action(
  "auth.beginOperatorSignIn",
  operatorParams.beginOperatorSignIn,
  async ({ redirect_uri }) => authorizationOf(redirect_uri),
  atHome,
);

/** The session of somebody whom the issuer knows and who has the role. Throws `sign_in_failed`, `not_an_operator`. */
export const finishOperatorSignIn = action(
  "auth.finishOperatorSignIn",
  operatorParams.finishOperatorSignIn,
  async (request, { db }) => {
    const { subject, roles } = await identityOf(request);
    if (!roles.includes(env.OPS_OIDC_ROLE)) throw fail("not_an_operator");
    return begin(db, subject);
  },
  atHome,
);

/** Says whether a session of the console is still open. */
export const isOperatorSessionOpen = action(
  "auth.isOperatorSessionOpen",
  operatorParams.isOperatorSessionOpen,
  async (request, { db }) => ({ open: await isOperatorSession(db, request) }),
  atHome,
);

/** Ends a session of the console; does nothing when it has ended already, nor for a token that no session belongs to. */
export const endOperatorSession = action(
  "auth.endOperatorSession",
  operatorParams.endOperatorSession,
  async ({ subject, session_id }, { db }) => ({
    ended: session_id === undefined ? 0 : await deleteOperatorSessions(db, { subject, session_id }),
  }),
  atHome,
);

/** Ends all sessions of an operator. */
export const endOperatorSessions = action(
  "auth.endOperatorSessions",
  operatorParams.endOperatorSessions,
  async (request, { db }) => ({ ended: await deleteOperatorSessions(db, request) }),
  atHome,
);

async function begin(db: Database, subject: string) {
  if (!canSign) throw fail("sign_in_not_set_up");
  const session_id = newId("ses");
  const claims = { sub: subject, ops_roles: [operatorRole], sid: session_id };
  await insertOperatorSession(db, { subject, session_id }, Date.now() + sessionSeconds * 1_000);
  return { token: signToken("ops", claims, sessionSeconds), expires_in: sessionSeconds };
}
