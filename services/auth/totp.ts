import { randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { hashSecret } from "./secrets.ts";

const periodMs = 30_000;

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

/** New recovery codes: 80 random bits each, so that a fast hash is enough. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: 10 }, () =>
    randomBytes(10)
      .toString("hex")
      .replace(/(.{5})(?=.)/g, "$1-"),
  );

/** The hash of a recovery code, however it was typed. */
export const recoveryHash = (code: string) => hashSecret(`recovery ${code.toLowerCase().replace(/[^0-9a-f]/g, "")}`);
