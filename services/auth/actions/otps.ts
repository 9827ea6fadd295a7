import { action } from "../../../mixins/actions/action.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { assertStrong, limits, otpMs } from "../accounts.rules.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { fail } from "../auth.errors.ts";
import { addressHash, codeHash, isCodeOf, newCode } from "../codes.ts";
import { assertMayTry, type Counted, clientKey, countTry, forgiveTry } from "../limits.ts";
import { assertSignsIn } from "../sessions.ts";
import { countGuess, deleteOtp, putOtp } from "../store/otps.ts";

// Neither action has an idempotency record, which would have to hold the code. A retry of the first replaces the code;
// a retry of the second is refused, and the customer requests a new code.

/**
 * Creates a code for an address and replaces the previous one. An address without an account gets a code that is never
 * sent.
 */
export const createOtp = action("auth.createOtp", params.createOtp, async (request, { db }) => {
  const { store_id, action, address, customer_id, from } = request;
  assertSignsIn();
  const expires_in = otpMs / 1_000;
  const wait = await countTry(db, store_id, [
    [limits.codesForAddress, address],
    [limits.codesFromClient, clientKey(from)],
  ]);
  if (wait !== undefined) return { otp: null, expires_in };
  const otp = newCode();
  const of = { store_id, action, address };
  await putOtp(db, { store_id, address_hash: addressHash(of), code_hash: codeHash(of, otp), customer_id });
  return { otp: customer_id === null ? null : otp, expires_in };
});

/** Consumes a code. Throws `invalid_otp`, `rate_limited`, `password_too_weak`. */
export const checkOtp = action("auth.checkOtp", params.checkOtp, async (request, { db }) => {
  const { store_id, action, address, otp, from, new_password, known_as } = request;
  assertSignsIn();
  if (new_password !== undefined) assertStrong(new_password, known_as);
  const tries: Counted[] = [
    [limits.guessesAtAddress, address],
    [limits.guessesFromClient, clientKey(from)],
  ];
  await assertMayTry(db, store_id, tries);
  const of = { store_id, action, address };
  // A wrong guess is committed too, because it counts.
  const customer_id = await transaction(db, async (tx) => {
    const kept = await countGuess(db, tx, store_id, addressHash(of));
    if (!kept?.customer_id || !isCodeOf(kept.code_hash, of, otp)) return undefined;
    await deleteOtp(db, tx, kept.id);
    return kept.customer_id;
  });
  if (customer_id === undefined) throw fail("invalid_otp");
  await forgiveTry(db, store_id, tries);
  return { customer_id };
});
