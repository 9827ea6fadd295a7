import { lruCache } from "../values/lru.ts";
import type { Database } from "./database.ts";
import type { Sql } from "./sql.ts";

/** The number up to which matches of a filter are counted (contract §1). */
export const countedMatches = 10_000;

/** The total of a list. */
export interface Total {
  total: number;
  total_is_capped: boolean;
}

/** The total of a whole list. */
export const exact = (total: number): Total => ({ total, total_is_capped: false });

/** The total of a filter whose matches were counted up to one more than `countedMatches`. */
export const capped = (matches: number): Total => ({
  total: Math.min(matches, countedMatches),
  total_is_capped: matches > countedMatches,
});

// Above the limit a client sees only that the total is capped, which may be cached; below it, every count is current.
const beyond = lruCache<true>(5_000, 60_000);

/** How many rows a query returns, up to one more than `countedMatches`. */
export async function countUpTo(db: Database, query: Sql): Promise<number> {
  const key = `${db.service}\n${query.text}\n${query.values.join("\n")}`;
  if (beyond.has(key)) return countedMatches + 1;
  const matches = await countAll(db, { ...query, text: `${query.text} LIMIT ${countedMatches + 1}` });
  if (matches > countedMatches) beyond.set(key, true);
  return matches;
}

/** How many rows a query returns. */
export async function countAll(db: Database, { text, values }: Sql): Promise<number> {
  const sql = `SELECT COUNT(*) AS matches FROM (${text}) counted`;
  return (await db.row<{ matches: number }>(sql, values))?.matches ?? 0;
}
