import { createHmac } from "node:crypto";
import { isIPv6 } from "node:net";
import { env } from "../../config/env.ts";
import type { Database } from "../../mixins/db/database.ts";
import type { Limit } from "./accounts.rules.ts";
import { rateLimited } from "./auth.errors.ts";
import { countAttempt, resetAttempts, uncountAttempt } from "./store/attempts.ts";
import { derivedKey } from "./tokens.ts";

/** A limit and what it is counted for: an address, or a client's network address. */
export type Counted = [limit: Limit, who: string];

/**
 * Counts a try before it is judged, so that concurrent tries are counted like consecutive ones. Returns the seconds to
 * wait when the limit is exceeded. `RATE_LIMIT=off` disables these limits.
 */
export async function countTry(db: Database, store_id: number, counted: Counted[]): Promise<number | undefined> {
  if (env.RATE_LIMIT === "off") return undefined;
  let wait: number | undefined;
  for (const [limit, who] of counted) {
    const ends_at = await countAttempt(db, { store_id, name: nameOf(limit, who), ...limit });
    if (ends_at !== undefined) wait = Math.max(wait ?? 1, Math.ceil((ends_at - Date.now()) / 1_000));
  }
  return wait;
}

/** The same, but throws `rate_limited` when the limit is exceeded. */
export async function assertMayTry(db: Database, store_id: number, counted: Counted[]): Promise<void> {
  const wait = await countTry(db, store_id, counted);
  if (wait !== undefined) throw rateLimited(wait);
}

/** Undoes the count of a try that was correct: the account's count is reset, the client's is reduced by one. */
export async function forgiveTry(db: Database, store_id: number, [account, client]: Counted[]): Promise<void> {
  if (env.RATE_LIMIT === "off") return;
  if (account) await resetAttempts(db, store_id, nameOf(...account));
  if (client) await uncountAttempt(db, store_id, nameOf(...client));
}

/** The part of a client's address that it cannot change at will: of IPv6, the network that is assigned to it. */
export function clientKey(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped) return mapped;
  const [before = "", after = ""] = (ip.split("%")[0] ?? "").toLowerCase().split("::");
  const [head, tail] = [before, after].map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array.from({ length: 8 - (head?.length ?? 0) - (tail?.length ?? 0) }, () => "0");
  const groups = [...(head ?? []), ...zeros, ...(tail ?? [])].map((group) => group.replace(/^0+(?=.)/, ""));
  return groups.slice(0, 4).join(":");
}

const key = derivedKey("limits");

// Hashed, so that the table does not show who tried what.
const nameOf = ({ kind }: Limit, who: string) =>
  `${kind}:${createHmac("sha256", key).update(`${kind}\n${who}`).digest("base64url")}`;
