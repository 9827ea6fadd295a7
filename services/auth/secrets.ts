import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Makes what an app is known by. */
export const newClientId = () => `sx_app_${randomBytes(12).toString("hex")}`;

/** Makes what an app proves itself by: 256 random bits. */
export const newClientSecret = () => `sx_secret_${randomBytes(32).toString("base64url")}`;

/** Makes an opaque access token: 256 random bits. */
export const newAccessToken = () => `sx_at_${randomBytes(32).toString("base64url")}`;

/**
 * What is kept of a secret. A fast hash will do: nobody can guess 256 random bits, however fast, and it is computed for
 * every request.
 */
export const hashSecret = (secret: string) => createHash("sha256").update(secret).digest("base64");

/** True when a secret is the one of the hash. Takes as long whether it is or not, and when there is no hash. */
export function isSecretOf(hash: string | undefined, secret: string): boolean {
  const shown = Buffer.from(hashSecret(secret), "base64");
  const kept = hash === undefined ? nobodys : Buffer.from(hash, "base64");
  return timingSafeEqual(shown, kept) && hash !== undefined;
}

const nobodys = Buffer.alloc(32);
