import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { SessionTokens } from "../../contracts.ts";
import { limits } from "../accounts.rules.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { fail } from "../auth.errors.ts";
import { assertMayTry, type Counted, clientKey, forgiveTry } from "../limits.ts";
import { isPasswordOf } from "../passwords.ts";
import { newRefreshToken } from "../secrets.ts";
import { assertSignsIn, type Beginning, beginSession, tokensOf } from "../sessions.ts";
import { findAccount } from "../store/accounts.ts";
import { renewFirstToken } from "../store/sessions.ts";

/** Checks a password and starts a session. Throws `invalid_credentials`, `rate_limited`. */
export const logIn = action("auth.logIn", params.logIn, async (request, context) => {
  const { db } = context;
  const { store_id, tenant_id, login, customer_id, password, client } = request;
  assertSignsIn();
  const tries: Counted[] = [
    [limits.passwordOfAccount, login],
    [limits.passwordFromClient, clientKey(client.ip)],
  ];
  await assertMayTry(db, store_id, tries);
  // A missing account is looked up and compared too, so that it takes as long as an existing one.
  const account = await findAccount(db, { store_id, customer_id: customer_id ?? "" });
  const isRight = await isPasswordOf(account?.password_hash, password);
  if (!isRight || customer_id === null) throw fail("invalid_credentials");
  await forgiveTry(db, store_id, tries);
  return start(context, newId("req"), { store_id, customer_id, tenant_id, client });
});

/** Starts a session for a customer who was authenticated by other means. */
export const startSession = action(
  "auth.startSession",
  params.startSession,
  ({ idempotency_key, ...beginning }, context) => {
    assertSignsIn();
    return start(context, idempotency_key, beginning);
  },
);

// The idempotency record holds the session without its token. A retry means that the first answer was lost with its
// token, so it returns the same session with a new token.
async function start(context: ActionContext, idempotency_key: string, beginning: Beginning): Promise<SessionTokens> {
  const { db } = context;
  const { store_id, customer_id } = beginning;
  const recorded = { idempotency_key, store_id, customer_id };
  let mine = { session_id: "", refresh_token: newRefreshToken() };
  const { session_id } = await idempotent(context, recorded, async (txContext) => {
    mine = await beginSession(txContext, beginning);
    return { session_id: mine.session_id };
  });
  if (session_id !== mine.session_id) await renewFirstToken(db, beginning, session_id, mine.refresh_token);
  return tokensOf(beginning, session_id, mine.refresh_token);
}
