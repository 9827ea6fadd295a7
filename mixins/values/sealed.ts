import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** A key of 32 bytes in base64, by its id. */
export interface SealingKey {
  id: string;
  key: string;
}

const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a text by AES-256-GCM. `belongsTo` is authenticated with it, so that it cannot be decrypted in another row.
 */
export function sealWith(key: Buffer, text: string, belongsTo: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(belongsTo));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64");
}

/** Decrypts a text. Throws an Error when it was tampered with, or belongs elsewhere. */
export function unsealWith(key: Buffer, sealed: string, belongsTo: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const iv = bytes.subarray(0, ivBytes);
  const cipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(belongsTo)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  return Buffer.concat([cipher.update(bytes.subarray(ivBytes + tagBytes)), cipher.final()]).toString("utf8");
}

/** The bytes of a key. */
export const bytesOf = ({ key }: SealingKey): Buffer => Buffer.from(key, "base64");
