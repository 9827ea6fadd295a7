import { createHmac, randomBytes } from "node:crypto";

const prefix = "whsec_";

/** A new signing secret, in the form of Standard Webhooks: `whsec_` and 32 random bytes in base64. */
export const newSecret = (): string => prefix + randomBytes(32).toString("base64");

/**
 * The headers of a delivery by Standard Webhooks 1.0: id, time in seconds, and a signature for each secret, with spaces
 * between them.
 */
export function signedHeaders(secrets: readonly string[], id: string, body: string, now: number) {
  const timestamp = Math.floor(now / 1_000);
  const signature = secrets.map((secret) => signatureOf(secret, `${id}.${timestamp}.${body}`)).join(" ");
  return { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signature };
}

function signatureOf(secret: string, text: string): string {
  const key = Buffer.from(secret.slice(prefix.length), "base64");
  return `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
}
