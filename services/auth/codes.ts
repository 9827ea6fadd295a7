import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import type { OtpAction } from "../contracts.ts";
import { derivedKey } from "./tokens.ts";

/** What a code is for, and where it was sent. */
export interface CodeFor {
  store_id: number;
  action: OtpAction;
  address: string;
}

// Six digits are guessed in no time from a hash that anybody can compute: whoever has the table alone has nothing.
const key = derivedKey("one-time codes");
const keyed = (...parts: (string | number)[]) => createHmac("sha256", key).update(parts.join("\n")).digest("base64");

/** Makes a code of six digits. */
export const newCode = () => String(randomInt(1_000_000)).padStart(6, "0");

/** What an address is known by where codes are kept. */
export const addressHash = ({ store_id, action, address }: CodeFor) => keyed("address", store_id, action, address);

/** What is kept of a code. */
export const codeHash = ({ store_id, action, address }: CodeFor, code: string) =>
  keyed("code", store_id, action, address, code);

/** True when a code is the one of the hash. */
export function isCodeOf(kept: string, of: CodeFor, code: string): boolean {
  const [one, other] = [kept, codeHash(of, code)].map((hash) => Buffer.from(hash, "base64"));
  return one !== undefined && other !== undefined && one.length === other.length && timingSafeEqual(one, other);
}
