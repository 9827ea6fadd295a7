import { action } from "../../../mixins/actions/action.ts";
import type { Person } from "../../../mixins/actions/erasure.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { withOutbox } from "../../../mixins/messaging/outbox.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { fail } from "../auth.errors.ts";
import { networkTries } from "../clients.ts";
import { assertMayTry, uncountTry } from "../limits.ts";
import { passkeyParams as params } from "../passkeys.schema.ts";
import { checkRegistration, checkUse, mostPasskeys, registrationOptions, signInOptions, siteOf } from "../passkeys.ts";
import { assertRecentSignIn, assertSecondFactor } from "../second-factor.ts";
import { assertSignsIn, beginSession, tokensOf } from "../sessions.ts";
import { holdSignedIn } from "../sign-outs.ts";
import { assertNotErased } from "../store/erasures.ts";
import * as store from "../store/passkeys.ts";
import { fetchRules } from "../store/rules.ts";
import { countRecoveryCodes, findSecondFactor, putRecoveryCodes } from "../store/second-factors.ts";
import { newRecoveryCodes, recoveryHash } from "../totp.ts";
import { publishTrace, trace } from "../traces.ts";

// None has an idempotency record: a challenge is good once, and the answers are secrets.

/** What a browser needs to register a passkey. Throws `recent_sign_in_required`, `passkeys_not_set_up`. */
export const passkeyOptions = action("auth.passkeyOptions", params.passkeyOptions, async (request, { db }) => {
  assertSignsIn();
  await assertRecentSignIn(db, request);
  const known = await store.listPasskeys(db, request);
  const { store_id, customer_id, store_name, label } = request;
  const site = await siteOf(db, store_id);
  return { options: await registrationOptions(site, { store_id, customer_id }, { store_name, label, known }) };
});

/**
 * Registers a passkey. Who has an authenticator shows its code, or a passkey would be the way around it. The first one
 * comes with recovery codes where there are none. Throws `recent_sign_in_required`, `passkeys_not_set_up`,
 * `invalid_passkey`, `passkey_exists`, `too_many_passkeys`, `second_factor_required`, `invalid_second_factor`.
 */
export const createPasskey = action("auth.createPasskey", params.createPasskey, async (request, context) => {
  const { db } = context;
  const { store_id, customer_id, tenant_id, name, response } = request;
  const owner = { store_id, customer_id };
  await assertRecentSignIn(db, request);
  const site = await siteOf(db, store_id);
  const checked = await checkRegistration(site, { ...owner, purpose: "register" }, response);
  if ((await findSecondFactor(db, owner))?.enabled_at)
    await assertSecondFactor(context, request, request.second_factor);
  const { credential, backed_up, signed } = checked;
  const row = {
    ...owner,
    tenant_id,
    name,
    public_id: newId("pk"),
    backed_up: backed_up ? 1 : 0,
    credential_id: credential.id,
    public_key: Buffer.from(credential.publicKey).toString("base64url"),
    transports: (credential.transports ?? []).join(" ").slice(0, 255),
    counter: credential.counter,
    created_at: Date.now(),
    last_used_at: 0,
  };
  const codes = (await countRecoveryCodes(db, owner)) === 0 ? newRecoveryCodes() : [];
  await withOutbox(db, context, async ({ tx, publish }) => {
    await holdSignedIn(db, tx, owner, request.sign_in);
    if (!(await store.useChallenge(db, tx, store_id, signed.challenge, signed.ends))) throw fail("invalid_passkey");
    if ((await store.listPasskeys(db, owner, tx)).length >= mostPasskeys) throw fail("too_many_passkeys");
    await store.insertPasskey(db, tx, row);
    await assertNotErased(db, tx, owner);
    if (codes.length > 0) await putRecoveryCodes(db, tx, owner, codes.map(recoveryHash));
    publishTrace(publish, { ...owner, tenant_id }, "auth.factor_changed", { method: "passkey", kind: "added" });
  });
  const passkey = store.shownOf({ ...row, id: 0 });
  return codes.length > 0 ? { passkey, recovery_codes: codes } : { passkey };
});

/** A customer's passkeys. */
export const passkeys = action("auth.passkeys", params.passkeys, async (owner, { db }) => ({
  passkeys: (await store.listPasskeys(db, owner)).map(store.shownOf),
}));

/**
 * Removes a passkey. Throws `recent_sign_in_required`, `passkey_not_found`, `last_second_factor` where the store requires
 * a second factor and this is the last one.
 */
export const deletePasskey = action("auth.deletePasskey", params.deletePasskey, async (request, context) => {
  const { db } = context;
  const { tenant_id, store_id, customer_id, passkey_id } = request;
  await assertRecentSignIn(db, request);
  await withOutbox(db, context, async ({ tx, publish }) => {
    await holdSignedIn(db, tx, request, request.sign_in);
    const all = await store.listPasskeys(db, request, tx);
    const row = all.find(({ public_id }) => public_id === passkey_id);
    if (!row) throw fail("passkey_not_found");
    if (all.length === 1 && (await isLastFactor(db, request))) throw fail("last_second_factor");
    await store.removePasskey(db, tx, row);
    const of = { store_id, customer_id, tenant_id };
    publishTrace(publish, of, "auth.factor_changed", { method: "passkey", kind: "removed" });
  });
  return { passkey_id };
});

async function isLastFactor(db: Database, owner: Person): Promise<boolean> {
  const { second_factor } = await fetchRules(db, owner.store_id);
  return second_factor === "required" && !(await findSecondFactor(db, owner))?.enabled_at;
}

/** What a browser needs to sign in. Throws `passkeys_not_set_up`. */
export const passkeySignInOptions = action(
  "auth.passkeySignInOptions",
  params.passkeySignInOptions,
  async ({ store_id }, { db }) => {
    assertSignsIn();
    return { options: await signInOptions(await siteOf(db, store_id), store_id) };
  },
);

/**
 * Starts a session for who holds a passkey and has unlocked it: two factors, so that no other one is asked for. Throws
 * `invalid_passkey`, `passkeys_not_set_up`, `rate_limited`.
 */
export const logInByPasskey = action("auth.logInByPasskey", params.logInByPasskey, async (request, context) => {
  const { db } = context;
  const { store_id, tenant_id, response, client } = request;
  assertSignsIn();
  const site = await siteOf(db, store_id);
  const tries = networkTries("password", client);
  await assertMayTry(db, store_id, tries);
  const row = await store.findCredential(db, store_id, response.id);
  const refused = async (error: unknown) => {
    await trace(context, { store_id, tenant_id, customer_id: row?.customer_id }, "auth.sign_in_failed", {
      method: "passkey",
    });
    throw error;
  };
  if (!row) return refused(fail("invalid_passkey"));
  const { signed, ...use } = await checkUse(site, { store_id, purpose: "sign-in" }, row, response).catch(refused);
  const owner = { store_id, customer_id: row.customer_id };
  // In one transaction: a passkey that is removed meanwhile begins no session that outlives it.
  const begun = await withOutbox(db, context, async (txContext) => {
    const { tx } = txContext;
    const isNew = await store.useChallenge(db, tx, store_id, signed.challenge, signed.ends);
    if (!isNew || !(await store.keepUse(db, tx, row, use))) throw fail("invalid_passkey");
    return beginSession(txContext, { ...owner, tenant_id, client });
  }).catch((error) => (isError(error, "invalid_passkey") ? refused(error) : Promise.reject(error)));
  await uncountTry(db, store_id, tries);
  return tokensOf(owner, begun);
});
