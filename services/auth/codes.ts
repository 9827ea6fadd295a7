import { createHmac, randomInt } from "node:crypto";
import type { OtpAction } from "../contracts.ts";
import { isSameHash } from "./secrets.ts";
import { derivedKey } from "./tokens.ts";

/** What a code is for, and where it was sent. */
export interface CodeFor {
  store_id: number;
  action: OtpAction;
  address: string;
}

// A plain hash of six digits is reversed in no time. A keyed one is useless to an attacker who has only the table.
const key = derivedKey("one-time codes");
const keyed = (...parts: (string | number)[]) => createHmac("sha256", key).update(parts.join("\n")).digest("base64");

/** Generates a code of six digits. */
export const newCode = () => String(randomInt(1_000_000)).padStart(6, "0");

/** The keyed hash that represents an address in the tables. */
export const addressHash = ({ store_id, action, address }: CodeFor) => keyed("address", store_id, action, address);

/** The keyed hash of a code. */
export const codeHash = ({ store_id, action, address }: CodeFor, code: string) =>
  keyed("code", store_id, action, address, code);

/** True when a code matches the hash. */
export const isCodeOf = (kept: string, of: CodeFor, code: string) => isSameHash(kept, codeHash(of, code));
