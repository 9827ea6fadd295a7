import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Generates a client id. */
export const newClientId = () => `sx_app_${randomBytes(12).toString("hex")}`;

/** Generates a client secret. */
export const newClientSecret = () => newSecret("sx_secret");

/** Generates an opaque access token. */
export const newAccessToken = () => newSecret("sx_at");

/** Generates an opaque refresh token. */
export const newRefreshToken = () => newSecret("sx_rt");

/** Generates the token by which a device is known again. */
export const newDeviceToken = () => newSecret("sx_dev");

/** Generates the token by which a changed address is changed back. */
export const newUndoToken = () => newSecret("sx_undo");

// 256 random bits.
const newSecret = (prefix: string) => `${prefix}_${randomBytes(32).toString("base64url")}`;

/**
 * Hashes a secret. A fast hash is enough, because 256 random bits cannot be guessed, and it is computed for every
 * request.
 */
export const hashSecret = (secret: string) => createHash("sha256").update(secret).digest("base64");

/** True when a secret matches the hash. Takes the same time for a match, a mismatch and a missing hash. */
export function isSecretOf(hash: string | undefined, secret: string): boolean {
  return isSameHash(hash ?? noHash, hashSecret(secret)) && hash !== undefined;
}

const noHash = hashSecret("");

/** True when two hashes in base64 are the same. Takes the same time wherever they differ. */
export function isSameHash(kept: string, shown: string): boolean {
  const [one, other] = [Buffer.from(kept, "base64"), Buffer.from(shown, "base64")];
  return one.length === other.length && timingSafeEqual(one, other);
}
