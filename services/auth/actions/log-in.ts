import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { SessionTokens } from "../../contracts.ts";
import { limits } from "../accounts.rules.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { fail } from "../auth.errors.ts";
import { assertMayTry, type Counted, clientKey, forgiveTry } from "../limits.ts";
import { isPasswordOf } from "../passwords.ts";
import { assertSignsIn, type Beginning, beginSession, newRefreshToken, tokensOf } from "../sessions.ts";
import { findAccount } from "../store/accounts.ts";
import { renewFirstToken } from "../store/sessions.ts";

/** Checks a password and begins a session. Throws `invalid_credentials`, `rate_limited`. */
export const logIn = action("auth.logIn", params.logIn, async (request, context) => {
  const { db } = context;
  const { store_id, tenant_id, login, customer_id, password, client } = request;
  assertSignsIn();
  const tries: Counted[] = [
    [limits.passwordOfAccount, login],
    [limits.passwordFromClient, clientKey(client.ip)],
  ];
  await assertMayTry(db, store_id, tries);
  // Nobody is looked for and compared with just as somebody is.
  const account = await findAccount(db, { store_id, customer_id: customer_id ?? "" });
  const isRight = await isPasswordOf(account?.password_hash, password);
  if (!isRight || customer_id === null) throw fail("invalid_credentials");
  await forgiveTry(db, store_id, tries);
  return start(context, newId("req"), { store_id, customer_id, tenant_id, client });
});

/** Begins a session for somebody who has proved otherwise who they are. */
export const startSession = action(
  "auth.startSession",
  params.startSession,
  ({ idempotency_key, ...beginning }, context) => {
    assertSignsIn();
    return start(context, idempotency_key, beginning);
  },
);

// The record keeps the session without its token. Who repeats the call did not get the first answer, so the token in
// that one is nobody's: the session is the same one, and gets a new token.
async function start(context: ActionContext, idempotency_key: string, beginning: Beginning): Promise<SessionTokens> {
  const { db } = context;
  const { store_id, customer_id } = beginning;
  const asked = { idempotency_key, store_id, customer_id };
  let mine = { session_id: "", refresh_token: newRefreshToken() };
  const { session_id } = await idempotent(context, asked, async ({ tx, publish }) => {
    mine = await beginSession(db, tx, publish, beginning);
    return { session_id: mine.session_id };
  });
  if (session_id !== mine.session_id) await renewFirstToken(db, beginning, session_id, mine.refresh_token);
  return tokensOf(beginning, session_id, mine.refresh_token);
}
