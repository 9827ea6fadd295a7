import type { ActionContext } from "../../mixins/actions/action.ts";
import type { Person } from "../../mixins/actions/erasure.ts";
import type { Database } from "../../mixins/db/database.ts";
import { fail } from "./auth.errors.ts";
import { limits } from "./limits.rules.ts";
import { assertMayTry, type Counted, uncountTry } from "./limits.ts";
import { findSecondFactor, useRecoveryCode, useStep } from "./store/second-factors.ts";
import { recoveryHash, stepOf, unseal } from "./totp.ts";
import { type Traced, trace } from "./traces.ts";

/**
 * Checks the second factor of a customer who has one, after the first was right. Each code is good once. Throws
 * `second_factor_required`, `invalid_second_factor`, `rate_limited`.
 */
export async function assertSecondFactor(context: ActionContext, of: Traced, shown: string | undefined): Promise<void> {
  const { db } = context;
  const factor = await findSecondFactor(db, of);
  if (!factor?.enabled_at) return;
  if (shown === undefined) throw fail("second_factor_required");
  const tries: Counted[] = [[limits.secondFactor, of.customer_id]];
  await assertMayTry(db, of.store_id, tries, ({ kind }) =>
    trace(context, of, "auth.locked", { method: "second_factor", limit: kind }),
  );
  if (!(await isRight(db, of, unseal(factor.secret), shown))) {
    await trace(context, of, "auth.sign_in_failed", { method: "second_factor" });
    throw fail("invalid_second_factor");
  }
  await uncountTry(db, of.store_id, tries);
}

async function isRight(db: Database, of: Person, secret: string, shown: string): Promise<boolean> {
  if (!/^\d{6}$/.test(shown)) return useRecoveryCode(db, of, recoveryHash(shown));
  const step = stepOf(secret, shown);
  return step !== undefined && useStep(db, of, step);
}
