import { createHmac } from "node:crypto";
import type { Database } from "../../mixins/db/database.ts";
import { rateLimited } from "./auth.errors.ts";
import type { Limit } from "./limits.rules.ts";
import { countAttempt, resetAttempts, uncountAttempt } from "./store/attempts.ts";
import { derivedKey } from "./tokens.ts";

/** A limit and what it is counted for: an address, an account, a network. */
export type Counted = [limit: Limit, who: string];

/** A try that is not judged. */
export interface Exceeded {
  limit: Limit;
  /** Seconds. */
  wait: number;
  /** True for the first try that the limit refuses. */
  isFirst: boolean;
}

/**
 * Counts a try before it is judged, so that concurrent tries are counted like consecutive ones. Returns the first limit
 * that is exceeded; what comes after it is not counted.
 */
export async function countTry(db: Database, store_id: number, counted: Counted[]): Promise<Exceeded | undefined> {
  for (const [limit, who] of counted) {
    const refused = await countAttempt(db, { store_id, name: nameOf(limit, who), ...limit });
    if (refused) return { limit, wait: Math.max(1, Math.ceil(refused.ms / 1_000)), isFirst: refused.isFirst };
  }
  return undefined;
}

/** The same, but throws `rate_limited`; `onFirst` runs when this is the first refusal of a limit. */
export async function assertMayTry(
  db: Database,
  store_id: number,
  counted: Counted[],
  onFirst?: (limit: Limit) => Promise<void>,
): Promise<void> {
  const exceeded = await countTry(db, store_id, counted);
  if (!exceeded) return;
  if (exceeded.isFirst) await onFirst?.(exceeded.limit);
  throw rateLimited(exceeded.wait);
}

/** Undoes the count of a try that was right. */
export async function uncountTry(db: Database, store_id: number, counted: Counted[]): Promise<void> {
  for (const each of counted) await uncountAttempt(db, store_id, nameOf(...each));
}

/** Begins counters anew. */
export async function resetTries(db: Database, store_id: number, counted: Counted[]): Promise<void> {
  for (const each of counted) await resetAttempts(db, store_id, nameOf(...each));
}

const key = derivedKey("limits");

/** A keyed hash, so that no table shows who tried what, and from where. */
export const keyedHash = (...parts: string[]) => createHmac("sha256", key).update(parts.join("\n")).digest("base64url");

const nameOf = ({ kind }: Limit, who: string) => `${kind}:${keyedHash(kind, who)}`;
