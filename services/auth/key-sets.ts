import { KeyObject, type webcrypto } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { createLocalJWKSet, createRemoteJWKSet, errors, type JSONWebKeySet } from "jose";
import { UnavailableError } from "../../mixins/actions/errors.ts";

/** Finds the RS256 key that a token names by `kid`; undefined when the set has none such. */
export type FindKey = (header: { kid?: string; alg: string }) => Promise<KeyObject | undefined>;

type Lookup = (
  header: { kid?: string; alg: string },
  token: { payload: string; signature: string },
) => Promise<webcrypto.CryptoKey>;

/**
 * The keys of a JWKS URL. They are fetched when they are 10 minutes old, and for a key that is unknown, at most twice a
 * minute; while the URL does not answer, the last ones are used.
 */
export function keysAtUrl(url: string): FindKey {
  const remote = createRemoteJWKSet(new URL(url), {
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
    timeoutDuration: 3_000,
  });
  const lookup: Lookup = async (header, token) => {
    try {
      return await remote(header, token);
    } catch (error) {
      const last = remote.jwks();
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      if (!last) throw new UnavailableError("keys of tokens");
      return createLocalJWKSet(last)(header, token);
    }
  };
  return (header) => find(lookup, header);
}

/** The keys of a JWKS file, which is read again when it changes. */
export function keysInFile(file: string): FindKey {
  let read: { at: number; lookup: Lookup } | undefined;
  return async (header) => {
    const at = statSync(file).mtimeMs;
    if (read?.at !== at) read = { at, lookup: createLocalJWKSet(keySetIn(file)) };
    return find(read.lookup, header);
  };
}

/** Reads a JWKS file. Throws an Error when it is none. */
export const keySetIn = (file: string): JSONWebKeySet => JSON.parse(readFileSync(file, "utf8")) as JSONWebKeySet;

const leastBits = 2_048;

async function find(lookup: Lookup, header: { kid?: string; alg: string }): Promise<KeyObject | undefined> {
  try {
    const key = await lookup(header, { payload: "", signature: "" });
    if (key.type !== "public") return undefined;
    const found = KeyObject.from(key);
    return (found.asymmetricKeyDetails?.modulusLength ?? 0) >= leastBits ? found : undefined;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}
