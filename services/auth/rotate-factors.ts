import { env } from "../../config/env.ts";
import type { Person } from "../../mixins/actions/erasure.ts";
import type { Database } from "../../mixins/db/database.ts";
import { keyIdOf, seal, unseal } from "./factor-keys.ts";
import { listSecrets, resealSecret } from "./store/second-factors.ts";

const rowsAtOnce = 200;

/** The result of a key rotation. */
export interface Rotated {
  /** The id of the key that all secrets are sealed with now. */
  key: string;
  resealed: number;
  /** Secrets that no known key opens, by the id of theirs: they are left as they are. */
  unknown: Record<string, number>;
}

/**
 * Seals with the first key every secret that another one, or the derived one, has sealed. It may be interrupted and
 * restarted, also while servers are running.
 */
export async function rotateFactors(db: Database, keys = env.SECOND_FACTOR_KEYS): Promise<Rotated> {
  const [current] = keys;
  if (!current) throw new Error("SECOND_FACTOR_KEYS is not set: there is no key to seal with.");
  const rotated: Rotated = { key: current.id, resealed: 0, unknown: {} };
  for (let after: Person | undefined; ; ) {
    const rows = await listSecrets(db, after, rowsAtOnce);
    for (const row of rows) {
      const id = keyIdOf(row.secret);
      if (id === current.id) continue;
      const next = renewed(row, keys);
      if (next === undefined) rotated.unknown[id] = (rotated.unknown[id] ?? 0) + 1;
      else if (await resealSecret(db, row, row.secret, next)) rotated.resealed++;
    }
    after = rows.at(-1);
    if (!after) return rotated;
  }
}

function renewed(row: Person & { secret: string }, keys: typeof env.SECOND_FACTOR_KEYS): string | undefined {
  try {
    return seal(unseal(row.secret, row, keys), row, keys);
  } catch {
    return undefined;
  }
}
