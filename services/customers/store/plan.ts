import { LRUCache } from "lru-cache";
import type { Database } from "../../../mixins/db/database.ts";
import type { CustomerFilter } from "../../contracts.ts";
import { type Condition, notGuest, type Sql } from "./conditions.ts";

/** Matches are counted up to here (contract §1). */
export const countedMatches = 10_000;

/** A condition, and how many it matches by itself, counted up to one more than `countedMatches`. */
export interface Counted {
  condition: Condition;
  matches: number;
}

/** The condition that matches the fewest; of a filter that has one at least. */
export async function findRarest(db: Database, conditions: Condition[]): Promise<Counted> {
  let rarest: Counted | undefined;
  for (const condition of conditions) {
    const matches = await countUpTo(db, condition.source);
    if (!rarest || matches < rarest.matches) rarest = { condition, matches };
    if (matches < 100) break;
  }
  return rarest as Counted;
}

/** The matches of a condition, from its own index, that pass the checks. */
export function gathered({ source }: Condition, checks: Sql[], columns = "c.id"): Sql {
  const from = `SELECT ${columns} FROM (${source.text}) s JOIN customers c ON c.id = s.id`;
  if (checks.length === 0) return { text: from, values: source.values };
  const where = joinChecks(checks);
  return { text: `${from} WHERE ${where.text}`, values: [...source.values, ...where.values] };
}

/** What each row is still to be checked for, once a condition has given it. */
export const checksOf = (filter: CustomerFilter, conditions: Condition[], without?: Condition) => [
  ...conditions.filter((condition) => condition !== without).map(({ check }) => check),
  ...(filter.without_guests ? [notGuest] : []),
];

/** All of the checks at once. */
export function joinChecks(checks: Sql[]): Sql {
  return { text: checks.map(({ text }) => text).join(" AND "), values: checks.flatMap(({ values }) => values) };
}

// Above the limit only the event that it is above is told, so that event may be a little old; below it, every count is new.
const beyond = new LRUCache<string, true>({ max: 5_000, ttl: 60_000 });

/** How many rows a query gives, up to one more than `countedMatches`. */
export async function countUpTo(db: Database, source: Sql): Promise<number> {
  const key = `${db.service}\n${source.text}\n${source.values.join("\n")}`;
  if (beyond.has(key)) return countedMatches + 1;
  const sql = `SELECT COUNT(*) AS matches FROM (${source.text} LIMIT ${countedMatches + 1}) counted`;
  const { matches } = (await db.row<{ matches: number }>(sql, source.values)) ?? { matches: 0 };
  if (matches > countedMatches) beyond.set(key, true);
  return matches;
}
