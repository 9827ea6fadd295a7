import { parsePhoneNumberFromString } from "libphonenumber-js";
import { action } from "../../../mixins/actions/action.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { ActionParams } from "../../contracts.ts";
import { otpMs } from "../accounts.rules.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { rateLimited } from "../auth.errors.ts";
import { deviceOf, networkHash, networkTries } from "../clients.ts";
import { addressHash, codeHash, isBound, newCode, ofHash } from "../codes.ts";
import { limits } from "../limits.rules.ts";
import { type Counted, countTry } from "../limits.ts";
import { assertSignsIn } from "../sessions.ts";
import { putOtp } from "../store/otps.ts";

type Request = ActionParams<"auth.createOtp">;

// No idempotency record, which would have to hold the code: a retry replaces the code.

/**
 * Creates a code for an address and replaces the previous one of the same network. An address without an account gets a
 * code that is never sent. Throws `rate_limited` where the customer is known by their token.
 */
export const createOtp = action("auth.createOtp", params.createOtp, async (request, { db }) => {
  const { store_id, action, address, customer_id, client } = request;
  assertSignsIn();
  const expires_in = otpMs / 1_000;
  const exceeded = await countTry(db, store_id, await codeTries(request, db));
  if (exceeded && isBound(action)) throw rateLimited(exceeded.wait);
  if (exceeded) return { otp: null, expires_in };
  const otp = newCode();
  const of = { store_id, action, address, customer_id };
  const hashes = { of_hash: ofHash(of), address_hash: addressHash(of, networkHash(client)) };
  await putOtp(db, { store_id, ...hashes, code_hash: codeHash(of, otp), customer_id });
  return { otp: customer_id === null ? null : otp, expires_in };
});

async function codeTries(request: Request, db: Database): Promise<Counted[]> {
  const { store_id, action, address, customer_id, client } = request;
  const texts = textTries(request);
  if (isBound(action)) {
    const foreign: Counted[] = [limits.foreignMessages, limits.foreignMessagesOfDay].map((each) => [
      each,
      customer_id ?? "",
    ]);
    const isNew = action === "update-email" || action === "update-phone";
    return [...foreign, ...(isNew ? [[limits.foreignToAddress, address] as Counted] : []), ...texts];
  }
  const device = await deviceOf(db, { store_id, customer_id: customer_id ?? "" }, client);
  const of = `${action}\n${address}`;
  if (device) return [[limits.codesOfDevice, `${device.id}\n${of}`], ...texts];
  return [
    ...networkTries("codes", client),
    [limits.codesForAddressFromNetwork, `${networkHash(client)}\n${of}`],
    [limits.codesForAddress, of],
    ...texts,
  ];
}

/**
 * Says whether a text about an account may be sent to a number: so many a day, and not more to a country than codes. An
 * e-mail always may.
 */
export const mayText = action("auth.mayText", params.mayText, async (request, { db }) => {
  const { store_id, customer_id } = request;
  const own: Counted = [limits.noticesByText, customer_id];
  return { may: (await countTry(db, store_id, [own, ...textTries(request)])) === undefined };
});

// Whoever owns numbers in a country is paid for texts to them.
function textTries({ address, country }: Pick<Request, "address" | "country">): Counted[] {
  if (address.includes("@")) return [];
  const number = parsePhoneNumberFromString(address);
  const where = number?.country ?? number?.countryCallingCode ?? "unknown";
  return [[where === country ? limits.textsAtHome : limits.textsAbroad, where]];
}
