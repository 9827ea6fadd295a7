import * as t from "../../mixins/actions/params.ts";

const redirect_uri = t.string(2_000);

/** What the actions take by which who runs the platform signs in. */
export const operatorParams = {
  operatorSignIn: t.object({}),
  signInAsDeveloper: t.object({}),
  beginOperatorSignIn: t.object({ redirect_uri }),
  finishOperatorSignIn: t.object({ redirect_uri, code: t.string(4_096), state: t.string(200), flow: t.string(4_096) }),
};
