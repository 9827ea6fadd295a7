import { createHash } from "node:crypto";
import { env } from "../../config/env.ts";
import { normalizePassword } from "./accounts.rules.ts";
import { fail } from "./auth.errors.ts";

const waitMs = 2_000;

/**
 * Checks that a password is in no list of breached ones, where `BREACHED_PASSWORDS_URL` names one: it is asked for the
 * first five digits of a SHA-1 (k-anonymity), and learns nothing else. Without an answer the password is taken. Throws
 * `password_breached`.
 */
export async function assertNotBreached(password: string): Promise<void> {
  if (!env.BREACHED_PASSWORDS_URL) return;
  const hash = createHash("sha1").update(normalizePassword(password)).digest("hex").toUpperCase();
  const known = await suffixesOf(`${env.BREACHED_PASSWORDS_URL}/${hash.slice(0, 5)}`);
  if (known.some((line) => line.startsWith(`${hash.slice(5)}:`) && !line.endsWith(":0")))
    throw fail("password_breached");
}

async function suffixesOf(url: string): Promise<string[]> {
  try {
    const answer = await fetch(url, { headers: { "Add-Padding": "true" }, signal: AbortSignal.timeout(waitMs) });
    return answer.ok ? (await answer.text()).split(/\r?\n/) : [];
  } catch {
    return [];
  }
}
