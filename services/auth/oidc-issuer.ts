import { fail } from "./auth.errors.ts";

const answerWithinMs = 4_000;
const freshMs = 10 * 60_000;

/** What an issuer says of itself (OpenID Connect Discovery). */
export interface Discovered {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  jwks_uri: string;
}

let known: { at: number; issuer: string; discovered: Promise<Discovered> } | undefined;

/** Discovers an issuer, again after ten minutes, and at once after a failure. Throws `sign_in_failed`. */
export function discover(issuer: string): Promise<Discovered> {
  if (known?.issuer === issuer && Date.now() - known.at < freshMs) return known.discovered;
  const discovered = fetchDocument(issuer).catch(() => {
    known = undefined;
    throw fail("sign_in_failed");
  });
  known = { at: Date.now(), issuer, discovered };
  return discovered;
}

async function fetchDocument(issuer: string): Promise<Discovered> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const reply = await fetch(url, { signal: AbortSignal.timeout(answerWithinMs) });
  const found = (await reply.json()) as Partial<Discovered>;
  const { authorization_endpoint, token_endpoint, jwks_uri } = found;
  const isWhole = [authorization_endpoint, token_endpoint, jwks_uri].every((each) => /^https?:/.test(String(each)));
  // Another issuer's document would open the console to its users.
  if (!reply.ok || found.issuer !== issuer || !isWhole) throw new Error("no such issuer");
  return found as Discovered;
}

/** A claim by its name, or by names with dots that lead into objects. */
export function claimAt(claims: Record<string, unknown>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path.split(".").reduce<unknown>((value, name) => {
    const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, name);
    return isObject ? (value as Record<string, unknown>)[name] : undefined;
  }, claims);
}
