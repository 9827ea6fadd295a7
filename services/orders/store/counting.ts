import { LRUCache } from "lru-cache";
import type { Database } from "../../../mixins/db/database.ts";
import { type Conditions, inStates, joined, type Sql } from "./conditions.ts";

/** Matches are counted up to here (contract §1). */
export const countedMatches = 10_000;

// Above the limit only the event that it is above is told, so that event may be a little old; below it, every count is new.
const beyond = new LRUCache<string, true>({ max: 5_000, ttl: 60_000 });

/** How many orders match, up to one more than `countedMatches`. */
export async function countMatches(db: Database, store_id: number, conditions: Conditions): Promise<number> {
  const where = whereOf(store_id, conditions);
  const key = `${where.text}\n${where.values.join("\n")}`;
  if (beyond.has(key)) return countedMatches + 1;
  const sql = `SELECT COUNT(*) AS matches FROM (SELECT 1 AS one FROM orders o ${using(db, indexOf(conditions))}
    WHERE ${where.text} LIMIT ${countedMatches + 1}) counted`;
  const { matches } = (await db.row<{ matches: number }>(sql, where.values)) ?? { matches: 0 };
  if (matches > countedMatches) beyond.set(key, true);
  return matches;
}

/** Everything that a row is to meet. */
export const whereOf = (
  store_id: number,
  { customer, location, states, numbers, created }: Conditions,
  more: Sql[] = [],
): Sql =>
  joined(
    [
      { text: "o.store_id = ?", values: [store_id] },
      customer,
      location,
      states && inStates(states),
      numbers,
      created,
      ...more,
    ].filter((part) => part !== undefined),
  );

/** The index that finds the matches of a filter: of the conditions that there are, the one that is met by the fewest. */
export function indexOf({ customer, location, states, numbers }: Conditions): string {
  if (customer) return "customer";
  if (numbers) return "sequence";
  if (location) return "location";
  return states ? "state" : "created_at";
}

/** Holds a query to an index: what it costs must not depend on what the engine guesses. */
export const using = (db: Database, index: string): string =>
  db.dialect === "mariadb" ? `FORCE INDEX (orders_${index})` : `INDEXED BY orders_${index}`;
