import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams, SessionTokens } from "../../contracts.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { fail } from "../auth.errors.ts";
import { deviceOf, networkTries } from "../clients.ts";
import { limits } from "../limits.rules.ts";
import { assertMayTry, type Counted, resetTries, uncountTry } from "../limits.ts";
import { isPasswordOf } from "../passwords.ts";
import { assertSecondFactor } from "../second-factor.ts";
import { newRefreshToken } from "../secrets.ts";
import { assertSignsIn, type Beginning, beginSession, tokensOf } from "../sessions.ts";
import { holdSince } from "../sign-outs.ts";
import { type AccountRow, findAccount } from "../store/accounts.ts";
import { renewFirstToken } from "../store/sessions.ts";
import { trace } from "../traces.ts";

/** Checks a password and starts a session. Throws `invalid_credentials`, `rate_limited`. */
export const logIn = action("auth.logIn", params.logIn, async (request, context) => {
  const { db } = context;
  const { store_id, tenant_id, customer_id, password, client } = request;
  assertSignsIn();
  const of = { store_id, tenant_id, customer_id };
  const [own, shared] = await triesOf(request, context);
  await assertMayTry(db, store_id, [...own, ...shared], ({ kind }) =>
    trace(context, of, "auth.locked", { method: "password", limit: kind }),
  );
  // A missing account is looked up and compared too, so that it takes as long as an existing one.
  const account = await findAccount(db, { store_id, customer_id: customer_id ?? "" });
  const isRight = await isPasswordOf(account?.password_hash, password);
  if (!isRight || customer_id === null) {
    await trace(context, of, "auth.sign_in_failed", { method: "password" });
    throw fail("invalid_credentials");
  }
  await assertSecondFactor(context, { store_id, tenant_id, customer_id }, request.second_factor, { client });
  await resetTries(db, store_id, own);
  await uncountTry(db, store_id, shared);
  return start(context, newId("req"), { store_id, customer_id, tenant_id, client }, { account });
});

/** The tries that a right password begins anew, and those that it does not add to. */
async function triesOf(
  { store_id, login, customer_id, client }: ActionParams<"auth.logIn">,
  { db }: ActionContext,
): Promise<[own: Counted[], shared: Counted[]]> {
  const device = await deviceOf(db, { store_id, customer_id: customer_id ?? "" }, client);
  if (device) return [[[limits.passwordOfDevice, String(device.id)]], []];
  const ofAccount: Counted = [limits.passwordOfAccount, customer_id ?? `nobody\n${login}`];
  return [[[limits.passwordOfLogin, login]], [ofAccount, ...networkTries("password", client)]];
}

/**
 * Starts a session for a customer who was authenticated by other means. Throws `invalid_otp` when their sign-ins have ended
 * since `last_end`, `invalid_token` when they are erased.
 */
export const startSession = action(
  "auth.startSession",
  params.startSession,
  ({ idempotency_key, last_end, ...beginning }, context) => {
    assertSignsIn();
    return start(context, idempotency_key, beginning, { last_end });
  },
);

// The idempotency record holds the session without its token. A retry means that the first answer was lost with its
// token, so it returns the same session with a new token.
async function start(
  context: ActionContext,
  idempotency_key: string,
  beginning: Beginning,
  { account, last_end }: { account?: AccountRow; last_end?: number },
): Promise<SessionTokens> {
  const { db } = context;
  const { store_id, customer_id } = beginning;
  const recorded = { idempotency_key, store_id, customer_id };
  let mine = { session_id: "", refresh_token: newRefreshToken(), device_token: "" };
  const { session_id } = await idempotent(context, recorded, async (txContext) => {
    if (account) await assertUnchanged(txContext, beginning, account);
    else await holdSince(txContext.db, txContext.tx, beginning, last_end);
    mine = await beginSession(txContext, beginning);
    return { session_id: mine.session_id };
  });
  if (session_id === mine.session_id) return tokensOf(beginning, mine);
  const { refresh_token } = mine;
  await renewFirstToken(db, beginning, session_id, refresh_token);
  return tokensOf(beginning, { session_id, refresh_token });
}

// A password that was replaced or removed while it was compared starts no session.
async function assertUnchanged(
  { db, tx }: Parameters<typeof beginSession>[0],
  owner: Beginning,
  { version }: AccountRow,
): Promise<void> {
  const { store_id, customer_id } = owner;
  if ((await findAccount(db, { store_id, customer_id }, tx))?.version !== version) throw fail("invalid_credentials");
}
