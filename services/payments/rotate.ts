import { env } from "../../config/env.ts";
import type { Database } from "../../mixins/db/database.ts";
import { countByKey, findSealed, reseal, type SealedRow } from "./store/bank-accounts.ts";
import { type Sealed, seal, unseal } from "./vault.ts";

const rowsAtOnce = 200;

/** The result of a key rotation. */
export interface Rotated {
  /** The id of the key that all accounts are encrypted with now. */
  key: string;
  resealed: number;
  /** Number of accounts by the id of an unknown key that encrypts them; they are left as they are. */
  unknown: Record<string, number>;
}

/**
 * Re-encrypts with the first key every account that another key encrypts, in batches. It may be interrupted and
 * restarted, also while servers are running.
 */
export async function rotateAccounts(db: Database, keys = env.BANK_ACCOUNT_KEYS): Promise<Rotated> {
  const [current, ...others] = keys;
  if (!current) throw new Error("BANK_ACCOUNT_KEYS is not set: there is no key to seal with.");
  let resealed = 0;
  for (const { id } of others) resealed += await rotateFrom(db, id, (row) => renewed(row, keys));
  const known = new Set(keys.map(({ id }) => id));
  const unknown = (await countByKey(db)).filter(({ key_id }) => !known.has(key_id));
  const left = unknown.map(({ key_id, accounts }) => [key_id, Number(accounts)] as const);
  return { key: current.id, resealed, unknown: Object.fromEntries(left) };
}

async function rotateFrom(db: Database, key_id: string, renew: (row: SealedRow) => Sealed): Promise<number> {
  let resealed = 0;
  for (let after = 0; ; ) {
    const rows = await findSealed(db, key_id, after, rowsAtOnce);
    for (const row of rows) if (await reseal(db, row, renew(row))) resealed++;
    const last = rows.at(-1);
    if (!last) return resealed;
    after = last.id;
  }
}

function renewed(row: SealedRow, keys: typeof env.BANK_ACCOUNT_KEYS): Sealed {
  const belongsTo = sealedFor(row.store_id, row.public_id);
  return seal(unseal(row, belongsTo, keys), belongsTo, keys);
}

/** The context that an account's number is bound to by its encryption. */
export const sealedFor = (store_id: number, id: string): string => `${store_id}/${id}`;
