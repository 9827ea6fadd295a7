import { env } from "../../../config/env.ts";
import { action } from "../../../mixins/actions/action.ts";
import { atHome } from "../../../mixins/shards/across.ts";
import { operatorRole } from "../../contracts/ops.ts";
import { fail } from "../auth.errors.ts";
import { authorizationOf, identityOf } from "../oidc.ts";
import { operatorParams } from "../operators.schema.ts";
import { canSign, signToken } from "../tokens.ts";

const sessionSeconds = 8 * 3_600;

/** How who runs the platform may sign in here. */
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
  async () => {
    if (env.NODE_ENV !== "development") throw fail("sign_in_not_set_up");
    return sessionOf("developer");
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
  async (request) => {
    const { subject, roles } = await identityOf(request);
    if (!roles.includes(env.OPS_OIDC_ROLE)) throw fail("not_an_operator");
    return sessionOf(subject);
  },
  atHome,
);

function sessionOf(sub: string) {
  if (!canSign) throw fail("sign_in_not_set_up");
  return { token: signToken("ops", { sub, ops_roles: [operatorRole] }, sessionSeconds), expires_in: sessionSeconds };
}
