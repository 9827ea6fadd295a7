import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import type { ActionParams } from "../../contracts.ts";
import { recentMs } from "../accounts.rules.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { fail } from "../auth.errors.ts";
import { limits } from "../limits.rules.ts";
import { assertMayTry, type Counted, uncountTry } from "../limits.ts";
import { assertSecondFactor } from "../second-factor.ts";
import {
  countRecoveryCodes,
  deleteFactor,
  enableFactor,
  findSecondFactor,
  putSecret,
} from "../store/second-factors.ts";
import { isRecent } from "../store/sessions.ts";
import { newRecoveryCodes, newTotpSecret, recoveryHash, seal, stepOf, totpUrl, unseal } from "../totp.ts";

// None has an idempotency record, which would hold a secret.

/** Whether a customer has a second factor. */
export const secondFactor = action("auth.secondFactor", params.secondFactor, async (owner, { db }) => ({
  enabled: Boolean((await findSecondFactor(db, owner))?.enabled_at),
  recovery_codes_left: await countRecoveryCodes(db, owner),
}));

/** Makes the secret of an authenticator; it counts once a code was right. Throws `second_factor_exists`. */
export const beginTotp = action("auth.beginTotp", params.beginTotp, async (request, { db }) => {
  await assertRecent(request, db);
  if ((await findSecondFactor(db, request))?.enabled_at) throw fail("second_factor_exists");
  const secret = newTotpSecret();
  await putSecret(db, request, seal(secret));
  return { secret, otpauth_url: totpUrl(secret, request.issuer, request.label) };
});

/** Takes the first code, and gives recovery codes this once. Throws `second_factor_not_begun`, `invalid_second_factor`. */
export const enableTotp = action("auth.enableTotp", params.enableTotp, async (request, { db }) => {
  await assertRecent(request, db);
  const factor = await findSecondFactor(db, request);
  if (factor?.enabled_at) throw fail("second_factor_exists");
  if (!factor) throw fail("second_factor_not_begun");
  const tries: Counted[] = [[limits.secondFactor, request.customer_id]];
  await assertMayTry(db, request.store_id, tries);
  const step = stepOf(unseal(factor.secret), request.code);
  if (step === undefined) throw fail("invalid_second_factor");
  await uncountTry(db, request.store_id, tries);
  const recovery_codes = newRecoveryCodes();
  await transaction(db, (tx) => enableFactor(db, tx, request, { step, hashes: recovery_codes.map(recoveryHash) }));
  return { recovery_codes };
});

/** Removes the second factor, for who shows it. Throws `second_factor_required`, `invalid_second_factor`. */
export const removeSecondFactor = action(
  "auth.removeSecondFactor",
  params.removeSecondFactor,
  async (request, context) => {
    const { db } = context;
    await assertRecent(request, db);
    await assertSecondFactor(context, request, request.second_factor);
    await transaction(db, (tx) => deleteFactor(db, tx, request));
    return { removed: true };
  },
);

async function assertRecent({ sign_in, ...owner }: Asked, db: ActionContext["db"]): Promise<void> {
  const { session_id, signed_in_at = 0 } = sign_in;
  const recent = session_id ? await isRecent(db, owner, session_id) : signed_in_at > Date.now() - recentMs;
  if (!recent) throw fail("recent_sign_in_required");
}

type Asked = Pick<ActionParams<"auth.beginTotp">, "store_id" | "customer_id" | "sign_in">;
