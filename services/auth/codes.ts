import { createHmac, randomInt } from "node:crypto";
import type { OtpAction } from "../contracts.ts";
import { isSameHash } from "./secrets.ts";
import { derivedKey } from "./tokens.ts";

/** What a code is for, whose it is, and where it was sent. */
export interface CodeFor {
  store_id: number;
  action: OtpAction;
  address: string;
  customer_id?: string | null;
}

// A plain hash of six digits is reversed in no time. A keyed one is useless to an attacker who has only the table.
const key = derivedKey("one-time codes");
const keyed = (...parts: (string | number)[]) => createHmac("sha256", key).update(parts.join("\n")).digest("base64");

/** True for a code that belongs to the customer who asks for it with their token; the others belong to an address. */
export const isBound = (action: OtpAction): boolean => action !== "login" && action !== "reset-password";

// Two customers who change to one address have a code each.
const partsOf = ({ store_id, action, address, customer_id }: CodeFor) => [
  store_id,
  action,
  isBound(action) ? (customer_id ?? "") : "",
  address,
];

/** Generates a code of six digits. */
export const newCode = () => String(randomInt(1_000_000)).padStart(6, "0");

/** The keyed hash that all codes for one thing have in common. */
export const ofHash = (of: CodeFor) => keyed("of", ...partsOf(of));

/** The keyed hash of the one that a network asked for: a new one replaces that alone. */
export const addressHash = (of: CodeFor, network_hash: string) => keyed("address", ...partsOf(of), network_hash);

/** The keyed hash of a code. */
export const codeHash = (of: CodeFor, code: string) => keyed("code", ...partsOf(of), code);

/** True when a code matches the hash. */
export const isCodeOf = (kept: string, of: CodeFor, code: string) => isSameHash(kept, codeHash(of, code));
