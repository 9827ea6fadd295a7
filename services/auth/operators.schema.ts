import * as t from "../../mixins/actions/params.ts";
import { stores } from "./auth.schema.ts";

const session = { subject: t.string(200), session_id: t.string(64) };
const redirect_uri = t.string(2_000);

/** What the actions of an operator's sign-in, and of the end of tokens, take. */
export const operatorParams = {
  operatorSignIn: t.object({}),
  signInAsDeveloper: t.object({}),
  beginOperatorSignIn: t.object({ redirect_uri }),
  finishOperatorSignIn: t.object({ redirect_uri, code: t.string(4_096), state: t.string(200), flow: t.string(4_096) }),
  isOperatorSessionOpen: t.object(session),
  endOperatorSession: t.object({ ...session, session_id: t.optional(session.session_id) }),
  endOperatorSessions: t.object({ subject: session.subject }),
  revokeTokens: t.object({
    ...t.write,
    subject: session.subject,
    /** Without it: an operator's. */
    tenant_id: t.optional(t.id()),
    note: t.string(1_000),
    stores,
  }),
};
