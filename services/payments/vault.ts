import { createHmac } from "node:crypto";
import { env } from "../../config/env.ts";
import { bytesOf, type SealingKey, sealWith, unsealWith } from "../../mixins/values/sealed.ts";
import { fail } from "./payments.errors.ts";

/** An encrypted secret, and the id of its key. */
export interface Sealed {
  key_id: string;
  sealed: string;
}

/**
 * Encrypts a secret with the first key, bound to what it belongs to. Throws `bank_accounts_not_taken` when no key is
 * configured.
 */
export function seal(secret: string, belongsTo: string, keys: readonly SealingKey[] = env.BANK_ACCOUNT_KEYS): Sealed {
  const [current] = keys;
  if (!current) throw fail("bank_accounts_not_taken");
  return { key_id: current.id, sealed: sealWith(bytesOf(current), secret, belongsTo) };
}

/**
 * Decrypts a secret with the key that encrypted it. Throws an Error without that key, or when the secret was tampered
 * with.
 */
export function unseal({ key_id, sealed }: Sealed, belongsTo: string, keys = env.BANK_ACCOUNT_KEYS): string {
  const known = keys.find(({ id }) => id === key_id);
  if (!known) throw new Error(`BANK_ACCOUNT_KEYS has no key called ${key_id}.`);
  return unsealWith(bytesOf(known), sealed, belongsTo);
}

/**
 * A keyed hash to compare secrets by without reading them: without the key, trying all values is useless. Throws
 * `bank_accounts_not_taken` when no key is configured.
 */
export function fingerprintOf(secret: string): string {
  const [current] = env.BANK_ACCOUNT_KEYS;
  if (!current) throw fail("bank_accounts_not_taken");
  return createHmac("sha256", bytesOf(current)).update(`fingerprint\n${secret}`).digest("base64");
}
