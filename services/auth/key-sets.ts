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

/**
 * The keys of a JWKS file, which is read again when it changes. While it is missing, or is being written, its tokens are not
 * known to be right or wrong.
 */
export function keysInFile(file: string): FindKey {
  let read: { of: string; lookup: Lookup } | undefined;
  const lookupNow = () => {
    // Who copies a file keeps its modification time, and of one that is written twice in a moment it may be the same.
    const { ino, size, mtimeMs, ctimeMs } = statSync(file);
    const of = [ino, size, mtimeMs, ctimeMs].join();
    if (read?.of !== of) read = { of, lookup: createLocalJWKSet(keySetIn(file)) };
    return read.lookup;
  };
  return async (header) => {
    try {
      return await find(lookupNow(), header);
    } catch {
      throw new UnavailableError("keys of tokens");
    }
  };
}

const keySetIn = (file: string): JSONWebKeySet => JSON.parse(readFileSync(file, "utf8")) as JSONWebKeySet;

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
