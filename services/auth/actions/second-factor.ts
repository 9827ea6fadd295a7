import { action } from "../../../mixins/actions/action.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { withOutbox } from "../../../mixins/messaging/outbox.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { fail } from "../auth.errors.ts";
import { seal, unseal } from "../factor-keys.ts";
import { limits } from "../limits.rules.ts";
import { assertMayTry, type Counted, uncountTry } from "../limits.ts";
import { assertRecentSignIn, assertSecondFactor, hasFactor } from "../second-factor.ts";
import { assertSignsIn } from "../sessions.ts";
import { holdSignedIn } from "../sign-outs.ts";
import { assertNotErased } from "../store/erasures.ts";
import {
  countRecoveryCodes,
  deleteFactor,
  enableFactor,
  findSecondFactor,
  putRecoveryCodes,
  putSecret,
} from "../store/second-factors.ts";
import { newRecoveryCodes, newTotpSecret, recoveryHash, stepOf, totpUrl } from "../totp.ts";
import { publishTrace, type Traced, trace } from "../traces.ts";

// None has an idempotency record, which would hold a secret.

/** Whether a customer has a second factor. */
export const secondFactor = action("auth.secondFactor", params.secondFactor, async (owner, { db }) => {
  const enabled_at = (await findSecondFactor(db, owner))?.enabled_at ?? null;
  return { enabled: enabled_at !== null, recovery_codes_left: await countRecoveryCodes(db, owner), enabled_at };
});

/** Makes the secret of an authenticator; it counts once a code was right. Throws `second_factor_exists`. */
export const beginTotp = action("auth.beginTotp", params.beginTotp, async (request, { db }) => {
  assertSignsIn();
  await assertRecentSignIn(db, request);
  if ((await findSecondFactor(db, request))?.enabled_at) throw fail("second_factor_exists");
  const secret = newTotpSecret();
  const isKept = await transaction(db, async (tx) => {
    await holdSignedIn(db, tx, request, request.sign_in);
    const isNew = await putSecret(db, tx, request, seal(secret, request));
    await assertNotErased(db, tx, request);
    return isNew;
  });
  if (!isKept) throw fail("second_factor_exists");
  return { secret, otpauth_url: totpUrl(secret, request.issuer, request.label) };
});

/** Takes the first code, and gives recovery codes this once. Throws `second_factor_not_begun`, `invalid_second_factor`. */
export const enableTotp = action("auth.enableTotp", params.enableTotp, async (request, context) => {
  const { db } = context;
  await assertRecentSignIn(db, request);
  const factor = await findSecondFactor(db, request);
  if (factor?.enabled_at) throw fail("second_factor_exists");
  if (!factor) throw fail("second_factor_not_begun");
  const tries: Counted[] = [[limits.secondFactorOfDevices, request.customer_id]];
  await assertMayTry(db, request.store_id, tries, ({ kind }) =>
    trace(context, ownerOf(request), "auth.locked", { method: "second_factor", limit: kind }),
  );
  const step = stepOf(unseal(factor.secret, request), request.code);
  if (step === undefined) throw fail("invalid_second_factor");
  await uncountTry(db, request.store_id, tries);
  const recovery_codes = newRecoveryCodes();
  await withOutbox(db, context, async ({ tx, publish }) => {
    await holdSignedIn(db, tx, request, request.sign_in);
    const confirmed = { secret: factor.secret, step, hashes: recovery_codes.map(recoveryHash) };
    if (!(await enableFactor(db, tx, request, confirmed))) throw fail("second_factor_not_begun");
    publishTrace(publish, ownerOf(request), "auth.factor_changed", { method: "totp", kind: "added" });
  });
  return { recovery_codes };
});

/**
 * Replaces the recovery codes, for who shows the second factor; who has passkeys alone has shown one, or a code. Throws
 * `second_factor_not_begun`, `second_factor_required`, `invalid_second_factor`.
 */
export const renewRecoveryCodes = action(
  "auth.renewRecoveryCodes",
  params.renewRecoveryCodes,
  async (request, context) => {
    const { db } = context;
    await assertRecentSignIn(db, request);
    if (!(await hasFactor(db, request))) throw fail("second_factor_not_begun");
    if ((await findSecondFactor(db, request))?.enabled_at)
      await assertSecondFactor(context, request, request.second_factor);
    const recovery_codes = newRecoveryCodes();
    await withOutbox(db, context, async ({ tx, publish }) => {
      await holdSignedIn(db, tx, request, request.sign_in);
      await putRecoveryCodes(db, tx, request, recovery_codes.map(recoveryHash));
      publishTrace(publish, ownerOf(request), "auth.factor_changed", { method: "recovery_codes", kind: "replaced" });
    });
    return { recovery_codes };
  },
);

/** Removes the second factor, for who shows it. Throws `second_factor_required`, `invalid_second_factor`. */
export const removeSecondFactor = action(
  "auth.removeSecondFactor",
  params.removeSecondFactor,
  async (request, context) => {
    const { db } = context;
    await assertRecentSignIn(db, request);
    await assertSecondFactor(context, request, request.second_factor);
    await withOutbox(db, context, async ({ tx, publish }) => {
      await holdSignedIn(db, tx, request, request.sign_in);
      await deleteFactor(db, tx, request);
      publishTrace(publish, ownerOf(request), "auth.factor_changed", { method: "totp", kind: "removed" });
    });
    return { removed: true };
  },
);

const ownerOf = ({ store_id, tenant_id, customer_id }: Traced): Traced => ({ store_id, tenant_id, customer_id });
