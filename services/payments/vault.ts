import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { env } from "../../config/env.ts";
import { fail } from "./payments.errors.ts";

/** An encrypted secret, and the id of its key. */
export interface Sealed {
  key_id: string;
  sealed: string;
}

type Keys = readonly { id: string; key: string }[];

const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a secret by AES-256-GCM with the first key. `belongsTo` is authenticated with it, so that it cannot be
 * decrypted in another row. Throws `bank_accounts_not_taken` when no key is configured.
 */
export function seal(secret: string, belongsTo: string, keys: Keys = env.BANK_ACCOUNT_KEYS): Sealed {
  const [current] = keys;
  if (!current) throw fail("bank_accounts_not_taken");
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(current.key, "base64"), iv).setAAD(Buffer.from(belongsTo));
  const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return { key_id: current.id, sealed: Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64") };
}

/**
 * Decrypts a secret with the key that encrypted it. Throws an Error without that key, or when the secret was tampered
 * with.
 */
export function unseal({ key_id, sealed }: Sealed, belongsTo: string, keys: Keys = env.BANK_ACCOUNT_KEYS): string {
  const known = keys.find(({ id }) => id === key_id);
  if (!known) throw new Error(`BANK_ACCOUNT_KEYS has no key called ${key_id}.`);
  const bytes = Buffer.from(sealed, "base64");
  const iv = bytes.subarray(0, ivBytes);
  const cipher = createDecipheriv("aes-256-gcm", Buffer.from(known.key, "base64"), iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(belongsTo)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  return Buffer.concat([cipher.update(bytes.subarray(ivBytes + tagBytes)), cipher.final()]).toString("utf8");
}

/**
 * A keyed hash to compare secrets by without reading them: without the key, trying all values is useless. Throws
 * `bank_accounts_not_taken` when no key is configured.
 */
export function fingerprintOf(secret: string, keys: Keys = env.BANK_ACCOUNT_KEYS): string {
  const [current] = keys;
  if (!current) throw fail("bank_accounts_not_taken");
  return createHmac("sha256", Buffer.from(current.key, "base64")).update(`fingerprint\n${secret}`).digest("base64");
}
