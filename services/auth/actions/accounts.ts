import { action } from "../../../mixins/actions/action.ts";
import { idempotent, undo } from "../../../mixins/actions/idempotent.ts";
import { assertStrong } from "../accounts.rules.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { assertNotBreached } from "../breached.ts";
import { hashPassword } from "../passwords.ts";
import { assertSignsIn } from "../sessions.ts";
import { holdSince } from "../sign-outs.ts";
import { deleteAccount, findAccount, insertAccount } from "../store/accounts.ts";
import { deleteDevices, hasDevices } from "../store/devices.ts";
import { deleteOtpsOf } from "../store/otps.ts";
import { deletePasskeys, hasPasskeys } from "../store/passkeys.ts";
import { deleteFactor, findSecondFactor } from "../store/second-factors.ts";
import { endSignIns } from "../store/sessions.ts";
import { lastEnd } from "../store/sign-outs.ts";
import { publishTrace } from "../traces.ts";

// The idempotency record holds a fast hash of the request, so secrets must not be part of it.

/** Sets a customer's first password. Throws `account_exists`, `password_too_weak`. */
export const createAccount = action("auth.createAccount", params.createAccount, async (request, context) => {
  const { idempotency_key, store_id, customer_id, tenant_id, password, known_as } = request;
  assertSignsIn();
  assertStrong(password, known_as);
  await assertNotBreached(password);
  const password_hash = await hashPassword(password, "registration");
  // Without the customer's id, which each retry generates anew: the id of the first call is kept.
  const recorded = { idempotency_key, store_id };
  return idempotent(
    context,
    recorded,
    async ({ tx }) => {
      await insertAccount(context.db, tx, { store_id, customer_id }, { tenant_id, password_hash });
      return { customer_id };
    },
    (result) => result.customer_id,
  );
});

/** Says whether a customer signs in here: their addresses then change only with proof. */
export const hasAccount = action("auth.hasAccount", params.hasAccount, async (owner, { db }) => ({
  has: (await findAccount(db, owner)) !== undefined || (await hasDevices(db, owner)) || (await hasPasskeys(db, owner)),
}));

/**
 * Removes whatever signs a customer in. Whoever proves an address first is not who set it; sessions that start while it
 * runs find their account gone (`assertUnchanged` of `log-in.ts`). Throws `invalid_otp` when the sign-ins have ended since
 * `last_end`.
 */
export const dropCredentials = action("auth.dropCredentials", params.dropCredentials, (request, context) =>
  idempotent(context, request, async ({ db, tx, publish }) => {
    await holdSince(db, tx, request, request.last_end);
    // Sessions last: a sign-in that is under way holds what it signs in with until its session is there.
    const hadPassword = await deleteAccount(db, tx, request);
    await deleteOtpsOf(db, tx, request);
    await deleteDevices(db, tx, request);
    const hadFactor = Boolean((await findSecondFactor(db, request, tx))?.enabled_at);
    await deleteFactor(db, tx, request);
    const passkeys = await deletePasskeys(db, tx, request);
    const sessions = await endSignIns(db, tx, request);
    if (hadPassword) publishTrace(publish, request, "auth.password_changed", { method: "removed" });
    if (hadFactor) publishTrace(publish, request, "auth.factor_changed", { method: "totp", kind: "removed" });
    if (passkeys > 0) publishTrace(publish, request, "auth.factor_changed", { method: "passkey", kind: "removed" });
    return { had: hadPassword || sessions + passkeys > 0, last_end: await lastEnd(db, request, tx) };
  }),
);

/** Deletes an account, or blocks the creation that it undoes if that arrives later. */
export const removeAccount = action("auth.removeAccount", params.removeAccount, (request, context) =>
  undo(context, request, { removed: false }, async ({ tx }) => ({
    removed: await deleteAccount(context.db, tx, request),
  })),
);
