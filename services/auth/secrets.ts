import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Generates a client id. */
export const newClientId = () => `sx_app_${randomBytes(12).toString("hex")}`;

/** Generates a client secret: 256 random bits. */
export const newClientSecret = () => `sx_secret_${randomBytes(32).toString("base64url")}`;

/** Generates an opaque access token: 256 random bits. */
export const newAccessToken = () => `sx_at_${randomBytes(32).toString("base64url")}`;

/**
 * Hashes a secret. A fast hash is enough, because 256 random bits cannot be guessed, and it is computed for every
 * request.
 */
export const hashSecret = (secret: string) => createHash("sha256").update(secret).digest("base64");

/** True when a secret matches the hash. Takes the same time for a match, a mismatch and a missing hash. */
export function isSecretOf(hash: string | undefined, secret: string): boolean {
  const shown = Buffer.from(hashSecret(secret), "base64");
  const kept = hash === undefined ? zeros : Buffer.from(hash, "base64");
  return timingSafeEqual(shown, kept) && hash !== undefined;
}

const zeros = Buffer.alloc(32);
