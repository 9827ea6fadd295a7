import { createHmac } from "node:crypto";
import { isIPv6 } from "node:net";
import { env } from "../../config/env.ts";
import type { Database } from "../../mixins/db/database.ts";
import type { Limit } from "./accounts.rules.ts";
import { rateLimited } from "./auth.errors.ts";
import { countAttempt, resetAttempts, uncountAttempt } from "./store/attempts.ts";
import { derivedKey } from "./tokens.ts";

/** A limit with whom it is counted for: an address, or where a client calls from. */
export type Counted = [limit: Limit, who: string];

/**
 * Counts a try before anything is judged, so that many at once are no more than many one after the other; answers how
 * many seconds to wait when it is one too many. `RATE_LIMIT=off` lifts these limits.
 */
export async function takeTry(db: Database, store_id: number, counted: Counted[]): Promise<number | undefined> {
  if (env.RATE_LIMIT === "off") return undefined;
  let wait: number | undefined;
  for (const [limit, who] of counted) {
    const ends_at = await countAttempt(db, { store_id, name: nameOf(limit, who), ...limit });
    if (ends_at !== undefined) wait = Math.max(wait ?? 1, Math.ceil((ends_at - Date.now()) / 1_000));
  }
  return wait;
}

/** The same for what a client is told of. Throws `rate_limited`. */
export async function assertMayTry(db: Database, store_id: number, counted: Counted[]): Promise<void> {
  const wait = await takeTry(db, store_id, counted);
  if (wait !== undefined) throw rateLimited(wait);
}

/** Takes back what was counted for who turned out to be right: the account begins anew, the client has one try more. */
export async function forgiveTry(db: Database, store_id: number, [account, client]: Counted[]): Promise<void> {
  if (env.RATE_LIMIT === "off") return;
  if (account) await resetAttempts(db, store_id, nameOf(...account));
  if (client) await uncountAttempt(db, store_id, nameOf(...client));
}

/** Where a client calls from, as far as it cannot change that at will: of IPv6, the network that it is given. */
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

// Who tried what is nobody's to read here.
const nameOf = ({ kind }: Limit, who: string) =>
  `${kind}:${createHmac("sha256", key).update(`${kind}\n${who}`).digest("base64url")}`;
