import { decodeJwt, decodeProtectedHeader } from "jose";
import { env } from "../../config/env.ts";
import type { Surface, TokenClaims } from "../contracts.ts";
import { type FindKey, keysAtUrl, keysInFile } from "./key-sets.ts";
import { ours, type TokenKeys, verifyToken } from "./tokens.ts";

/** Where other keys than this installation's own are, whose holders sign tokens too. */
export function keySetsOf(from: { JWT_JWKS_URL?: string; JWT_KEYS_FILE?: string }): FindKey[] {
  return [
    ...(from.JWT_KEYS_FILE ? [keysInFile(from.JWT_KEYS_FILE)] : []),
    ...(from.JWT_JWKS_URL ? [keysAtUrl(from.JWT_JWKS_URL)] : []),
  ];
}

const configured = keySetsOf(env);

/**
 * Verifies a token of an API surface by the key that its `kid` names, or without one in the key sets by this
 * installation's own. Throws `invalid_token`; `service_unavailable` while a key set cannot be fetched for the first time.
 */
export async function verifyAnyToken(
  token: string,
  surface: Surface,
  sets: FindKey[] = configured,
  own: TokenKeys = ours,
): Promise<TokenClaims> {
  const header = sets.length > 0 ? headerOf(token) : undefined;
  for (const find of header ? sets : []) {
    const key = await find(header as { kid: string; alg: string });
    if (key) return verifyToken(token, surface, { algorithm: "RS256", key, issuer: own.issuer });
  }
  return verifyToken(token, surface, own);
}

/** The store that a token names, which need not be verified; 0 when it names none. */
export function storeNamedIn(token: string): number {
  try {
    return Number(decodeJwt(token).store_id) || 0;
  } catch {
    return 0;
  }
}

// Without a `kid` no key of a set is meant, and no algorithm but RS256 is taken from one.
function headerOf(token: string): { kid: string; alg: string } | undefined {
  try {
    const { kid, alg } = decodeProtectedHeader(token);
    return typeof kid === "string" && alg === "RS256" ? { kid, alg } : undefined;
  } catch {
    return undefined;
  }
}
