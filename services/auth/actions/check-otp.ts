import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { ActionParams } from "../../contracts.ts";
import { assertStrong } from "../accounts.rules.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { fail } from "../auth.errors.ts";
import { assertNotBreached } from "../breached.ts";
import { deviceOf, networkHash, networkTries } from "../clients.ts";
import { addressHash, isBound, isCodeOf, ofHash } from "../codes.ts";
import { type Limit, limits } from "../limits.rules.ts";
import { assertMayTry, type Counted, countTry, uncountTry } from "../limits.ts";
import { isUndoable } from "../planted.ts";
import { assertSecondFactor } from "../second-factor.ts";
import { assertSignsIn } from "../sessions.ts";
import { countGuess, deleteOtps, findOtp, type OtpRow, takeOtp } from "../store/otps.ts";
import { lastEnd } from "../store/sign-outs.ts";
import { trace } from "../traces.ts";

type Check = ActionParams<"auth.checkOtp">;

// No idempotency record, which would have to hold the code: a retry is refused, and the customer requests a new code.

/** Consumes a code. Throws `invalid_otp`, `rate_limited`, `password_too_weak`. */
export const checkOtp = action("auth.checkOtp", params.checkOtp, async (request, context) => {
  const { store_id, action, address, otp, client, new_password, known_as } = request;
  const { db } = context;
  assertSignsIn();
  if (new_password !== undefined) {
    assertStrong(new_password, known_as);
    await assertNotBreached(new_password);
  }
  const of = { store_id, action, address, customer_id: request.customer_id };
  const hashes = { of_hash: ofHash(of), address_hash: addressHash(of, networkHash(client)) };
  const found = await findOtp(db, { store_id, ...hashes });
  const own = await ownTries(request, db, found);
  const shared = own ? [] : await assertMayGuess(request, context, found);
  const column = found?.address_hash === hashes.address_hash ? "tries" : "tries_elsewhere";
  if (!found || !(await countGuess(db, found, column))) return refuse(context, request, found);
  // Of what the customer does themselves only guesses that are judged count: a code that is used up says nothing.
  if (own) await assertMayTry(db, store_id, own, traceLock(request, context, found));
  const { customer_id } = found;
  if (!customer_id || !isCodeOf(found.code_hash, of, otp)) return refuse(context, request, found);
  // Before the code is used up: it is sent again with the second factor.
  const showed_factor = await assertFactor(request, context, customer_id);
  // Read before the code is used up, which who ends the sign-ins of a customer does with all of theirs.
  const last_end = await lastEnd(db, { store_id, customer_id });
  if (!(await takeOtp(db, found))) return refuse(context, request, found);
  await deleteOtps(db, store_id, hashes.of_hash);
  await uncountTry(db, store_id, [...(own ?? []), ...shared]);
  return { customer_id, last_end, ...(showed_factor ? { showed_factor } : {}) };
});

/** Checks the second factor beside a code; true when one was shown. */
async function assertFactor(request: Check, context: ActionContext, customer_id: string): Promise<boolean> {
  const { store_id, tenant_id, action, client, second_factor, is_first_proof, proven_at } = request;
  if (isBound(action) || is_first_proof) return false;
  const isAsked = action === "reset-password" ? (at: number) => !isUndoable(at, proven_at) : undefined;
  return assertSecondFactor(context, { store_id, tenant_id, customer_id }, second_factor, { client, isAsked });
}

async function refuse(
  context: ActionContext,
  { store_id, tenant_id }: Check,
  found: OtpRow | undefined,
): Promise<never> {
  const of = { store_id, tenant_id, customer_id: found?.customer_id };
  await trace(context, of, "auth.sign_in_failed", { method: "code" });
  throw fail("invalid_otp");
}

const traceLock =
  ({ store_id, tenant_id }: Check, context: ActionContext, found: OtpRow | undefined) =>
  (limit: Limit) =>
    trace(context, { store_id, tenant_id, customer_id: found?.customer_id }, "auth.locked", {
      method: "code",
      limit: limit.kind,
    });

/** The budget of who has a token of the customer, or a device that they signed in on; undefined for a stranger. */
async function ownTries(request: Check, db: Database, found: OtpRow | undefined): Promise<Counted[] | undefined> {
  const { store_id, action, client, customer_id } = request;
  if (isBound(action)) return [[limits.guessesOfSessions, customer_id ?? ""]];
  const whose = found?.customer_id ?? "";
  const device = await deviceOf(db, { store_id, customer_id: whose }, client);
  return device && [[limits.guessesOfDevices, whose]];
}

/** Counts a stranger's guess before it is judged; returns what was counted. */
async function assertMayGuess(request: Check, context: ActionContext, found: OtpRow | undefined): Promise<Counted[]> {
  const { store_id, address, client } = request;
  const onFirst = traceLock(request, context, found);
  const shared: Counted[] = [...networkTries("guesses", client), [limits.guessesAtAddress, address]];
  await assertMayTry(context.db, store_id, shared, onFirst);
  if (!found?.customer_id) return shared;
  // Over all addresses of an account. The answer does not say which ones belong to one account.
  const ofAccount: Counted[] = [[limits.guessesOfAccount, found.customer_id]];
  const exceeded = await countTry(context.db, store_id, ofAccount);
  if (exceeded?.isFirst) await onFirst(exceeded.limit);
  if (exceeded) throw fail("invalid_otp");
  return [...shared, ...ofAccount];
}
