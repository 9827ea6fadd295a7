import { env } from "../../config/env.ts";
import type { Person } from "../../mixins/actions/erasure.ts";
import { bytesOf, type SealingKey, sealWith, unsealWith } from "../../mixins/values/sealed.ts";
import { derivedKey } from "./tokens.ts";

// A sealed secret is `<id of its key>:<base64>`. Those without an id are of before SECOND_FACTOR_KEYS, and are bound to
// no row; without that variable the key is still derived from the secret that signs tokens.
const derived = derivedKey("second factors");
const rowOf = ({ store_id, customer_id }: Person) => `${store_id}/${customer_id}`;

/** Encrypts the secret of a customer's authenticator with the first key: a table that leaks makes no codes. */
export function seal(secret: string, owner: Person, [current]: readonly SealingKey[] = env.SECOND_FACTOR_KEYS): string {
  if (!current) return sealWith(derived, secret, "");
  return `${current.id}:${sealWith(bytesOf(current), secret, rowOf(owner))}`;
}

/** Decrypts a secret. Throws an Error without its key. */
export function unseal(text: string, owner: Person, keys: readonly SealingKey[] = env.SECOND_FACTOR_KEYS): string {
  const [id = "", sealed] = text.split(":");
  if (sealed === undefined) return unsealWith(derived, id, "");
  const known = keys.find((key) => key.id === id);
  if (!known) throw new Error(`SECOND_FACTOR_KEYS has no key called ${id}.`);
  return unsealWith(bytesOf(known), sealed, rowOf(owner));
}

/** True for a secret that the first key has sealed. */
export const isCurrentlySealed = (text: string): boolean => keyIdOf(text) === (env.SECOND_FACTOR_KEYS[0]?.id ?? "");

/** The id of the key that a secret is sealed with; empty for the derived one. */
export const keyIdOf = (text: string): string => (text.includes(":") ? (text.split(":")[0] ?? "") : "");
