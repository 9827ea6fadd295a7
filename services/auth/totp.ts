import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { hashSecret } from "./secrets.ts";
import { derivedKey } from "./tokens.ts";

const periodMs = 30_000;
const key = derivedKey("second factors");

/** A new secret of an authenticator, in base32. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** The URL that authenticators read from a picture. */
export const totpUrl = (secret: string, issuer: string, label: string): string =>
  new TOTP({ issuer, label, secret }).toString();

/** The time step that a code is of, one before and after the current one included; undefined for a wrong code. */
export function stepOf(secret: string, code: string): number | undefined {
  const timestamp = Date.now();
  const delta = new TOTP({ secret }).validate({ token: code, timestamp, window: 1 });
  return delta === null ? undefined : Math.floor(timestamp / periodMs) + delta;
}

/** Encrypts a secret: a table that leaks makes no codes. */
export function seal(secret: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64");
}

/** Decrypts a secret. */
export function unseal(text: string): string {
  const bytes = Buffer.from(text, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
}

/** New recovery codes: 80 random bits each, so that a fast hash is enough. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: 10 }, () =>
    randomBytes(10)
      .toString("hex")
      .replace(/(.{5})(?=.)/g, "$1-"),
  );

/** The hash of a recovery code, however it was typed. */
export const recoveryHash = (code: string) => hashSecret(`recovery ${code.toLowerCase().replace(/[^0-9a-f]/g, "")}`);
