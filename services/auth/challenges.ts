import { createHmac, randomBytes } from "node:crypto";
import { isSameHash } from "./secrets.ts";
import { derivedKey } from "./tokens.ts";

/** What a challenge is for: whoever registers is a customer, who signs in is not known yet. */
export interface ChallengeFor {
  store_id: number;
  purpose: "register" | "sign-in";
  customer_id?: string;
}

/** How long a challenge is good, in milliseconds. */
export const challengeMs = 5 * 60_000;

const key = derivedKey("passkey challenges");
const macOf = ({ store_id, purpose, customer_id = "" }: ChallengeFor, head: string) =>
  createHmac("sha256", key).update([purpose, store_id, customer_id, head].join("\n")).digest("base64");

/**
 * Makes a challenge: random bytes and their end, with a keyed hash of what it is for. So those who ask for many fill no
 * table; one that was right is kept as used until its end.
 */
export function newChallenge(of: ChallengeFor): Buffer {
  const head = `${randomBytes(16).toString("base64url")}.${Date.now() + challengeMs}`;
  return Buffer.from(`${head}.${macOf(of, head)}`);
}

/** The end of a challenge, in epoch milliseconds; undefined for one that is not for this, or is over. */
export function endOf(challenge: string, of: ChallengeFor, now = Date.now()): number | undefined {
  const [nonce = "", ends = "", mac = ""] = Buffer.from(challenge, "base64url").toString("utf8").split(".");
  const isOurs = isSameHash(macOf(of, `${nonce}.${ends}`), mac);
  return isOurs && Number(ends) > now ? Number(ends) : undefined;
}
