import { KeyObject } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { createLocalJWKSet, errors, type JSONWebKeySet } from "jose";
import { UnavailableError } from "../../mixins/actions/errors.ts";
import { KeySetAtUrl, type Lookup } from "./key-set-at-url.ts";

/** Finds the RS256 key that a token names by `kid`; undefined when the set has none such. */
export type FindKey = (header: { kid?: string; alg: string }) => Promise<KeyObject | undefined>;

/** The keys of a JWKS URL. Throws `service_unavailable` while they could not be fetched at all. */
export function keysAtUrl(url: string, now?: () => number): FindKey {
  const set = new KeySetAtUrl(url, now);
  return async (header) => {
    const key = await find(await set.current(), header);
    if (key) return key;
    const renewed = await set.renewed();
    return renewed && find(renewed, header);
  };
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
