import type { ActionContext } from "../../mixins/actions/action.ts";
import type { Person } from "../../mixins/actions/erasure.ts";
import type { Database } from "../../mixins/db/database.ts";
import { withOutbox } from "../../mixins/messaging/outbox.ts";
import type { SessionClient, SignInProof } from "../contracts.ts";
import { recentMs } from "./accounts.rules.ts";
import { fail } from "./auth.errors.ts";
import { deviceOf } from "./clients.ts";
import { isCurrentlySealed, seal, unseal } from "./factor-keys.ts";
import { limits } from "./limits.rules.ts";
import { assertMayTry, type Counted, uncountTry } from "./limits.ts";
import { hasPasskeys, listPasskeys } from "./store/passkeys.ts";
import { fetchRules } from "./store/rules.ts";
import {
  findSecondFactor,
  resealSecret,
  type SecondFactorRow,
  useRecoveryCode,
  useStep,
} from "./store/second-factors.ts";
import { isRecent } from "./store/sessions.ts";
import { recoveryHash, stepOf } from "./totp.ts";
import { publishTrace, type Traced, trace } from "./traces.ts";

/**
 * Checks the second factor of a customer who has one, after the first was right. Each code is good once. Where the store
 * requires a factor, a passkey is one too: who does not sign in with it shows a recovery code. Returns whether one was
 * shown. Throws `second_factor_required`, `invalid_second_factor`, `rate_limited`.
 */
export async function assertSecondFactor(
  context: ActionContext,
  of: Traced,
  shown: string | undefined,
  { client, isAsked = () => true }: Asking = {},
): Promise<boolean> {
  const { db } = context;
  const factor = await findSecondFactor(db, of);
  const isEnabled = Boolean(factor?.enabled_at);
  const mustShow = isEnabled ? isAsked(factor?.enabled_at ?? 0) : await mustShowCode(db, of, isAsked);
  if (!mustShow && (shown === undefined || !isEnabled)) return false;
  if (shown === undefined) throw fail("second_factor_required");
  const isOwn = client === undefined || (await deviceOf(db, of, client)) !== undefined;
  const tries: Counted[] = [[isOwn ? limits.secondFactorOfDevices : limits.secondFactor, of.customer_id]];
  await assertMayTry(db, of.store_id, tries, ({ kind }) =>
    trace(context, of, "auth.locked", { method: "second_factor", limit: kind }),
  );
  if (!(await isRight(context, of, factor, shown))) {
    await trace(context, of, "auth.sign_in_failed", { method: "second_factor" });
    throw fail("invalid_second_factor");
  }
  await uncountTry(db, of.store_id, tries);
  return true;
}

/** Who asks for a second factor, and for which: by when it was set up. */
interface Asking {
  /** Without a client it is a session that asks. */
  client?: SessionClient;
  isAsked?(set_up_at: number): boolean;
}

async function isRight(
  context: ActionContext,
  of: Traced,
  factor: SecondFactorRow | undefined,
  shown: string,
): Promise<boolean> {
  const { db } = context;
  if (!/^\d{6}$/.test(shown)) return isRecoveryCode(context, of, shown);
  if (!factor?.enabled_at) return false;
  const secret = unseal(factor.secret, of);
  const step = stepOf(secret, shown);
  if (step === undefined || !(await useStep(db, of, step))) return false;
  if (!isCurrentlySealed(factor.secret)) await resealSecret(db, of, factor.secret, seal(secret, of));
  return true;
}

// Its holder is told: whoever uses one may be who has found them.
const isRecoveryCode = (context: ActionContext, of: Traced, shown: string): Promise<boolean> =>
  withOutbox(context.db, context, async ({ db, tx, publish }) => {
    const isUsed = await useRecoveryCode(db, tx, of, recoveryHash(shown));
    if (isUsed) publishTrace(publish, of, "auth.factor_changed", { method: "recovery_codes", kind: "used" });
    return isUsed;
  });

// For the passkeys of who has no authenticator, where the store requires a second factor.
async function mustShowCode(db: Database, of: Person, isAsked: (at: number) => boolean): Promise<boolean> {
  if ((await fetchRules(db, of.store_id)).second_factor !== "required") return false;
  return (await listPasskeys(db, of)).some(({ created_at }) => isAsked(created_at));
}

/** True for a customer who has a second factor: an authenticator, or a passkey. */
export const hasFactor = async (db: Database, owner: Person): Promise<boolean> =>
  Boolean((await findSecondFactor(db, owner))?.enabled_at) || (await hasPasskeys(db, owner));

/** Checks that a customer has shown a moment ago who they are. Throws `recent_sign_in_required`. */
export async function assertRecentSignIn(
  db: Database,
  { sign_in, ...owner }: Person & { sign_in: SignInProof },
): Promise<void> {
  const { session_id, signed_in_at = 0 } = sign_in;
  const recent = session_id ? await isRecent(db, owner, session_id) : signed_in_at > Date.now() - recentMs;
  if (!recent) throw fail("recent_sign_in_required");
}
