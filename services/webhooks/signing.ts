import { createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";

const prefix = "whsec_";

/** A new signing secret, in the form of Standard Webhooks: `whsec_` and 32 random bytes in base64. */
export const newSecret = (): string => prefix + randomBytes(32).toString("base64");

/** The key of a secret. Making one costs more than to sign with it. */
export const signingKey = (secret: string): KeyObject =>
  createSecretKey(Buffer.from(secret.slice(prefix.length), "base64"));

/**
 * The headers of a delivery by Standard Webhooks 1.0: id, time in seconds, and a signature by each key, with spaces between
 * them.
 */
export function signedHeaders(keys: readonly KeyObject[], id: string, body: string, now: number) {
  const timestamp = Math.floor(now / 1_000);
  const signature = keys.map((key) => signatureOf(key, `${id}.${timestamp}.${body}`)).join(" ");
  return { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signature };
}

const signatureOf = (key: KeyObject, text: string): string =>
  `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
