import type { Database, SqlValue } from "../../../mixins/db/database.ts";
import type { OrderFilter, OrderStatus } from "../../contracts.ts";
import { everyState, numbersBeginning, statusesOf } from "../orders.rules.ts";

/** A piece of SQL and the values of its marks. */
export interface Sql {
  text: string;
  values: SqlValue[];
}

/** What a filter asks of a row of `orders o`, part by part; each part that is there has an index of its own. */
export interface Conditions {
  customer?: Sql;
  location?: Sql;
  /** Of the states that the store's orders are in, those that fit. */
  states?: number[];
  numbers?: Sql;
  created?: Sql;
}

const statuses = ["status", "payment_status", "financial_status", "fulfillment_status"] as const;

/** Reads a filter; null when no order can match it. */
export async function conditionsOf(db: Database, store_id: number, filter: OrderFilter): Promise<Conditions | null> {
  const numbers = filter.search === undefined ? null : numbersBeginning(filter.search);
  if (numbers?.length === 0) return null;
  const isByState = statuses.some((status) => filter[status]) || filter.statuses || filter.location_id !== undefined;
  const states = isByState ? await statesThatFit(db, store_id, filter) : undefined;
  if (states?.length === 0) return null;
  return {
    customer:
      filter.customer_id === undefined ? undefined : { text: "o.customer_id = ?", values: [filter.customer_id] },
    location:
      filter.location_id === undefined ? undefined : { text: "o.location_id = ?", values: [filter.location_id] },
    states,
    numbers: numbers ? inRanges(numbers) : undefined,
    created: createdIn(filter),
  };
}

// From one to the next by a step into the index each: a store is in some dozens of states at most, and to group all of its
// orders by theirs, MariaDB would read them all.
async function statesThatFit(db: Database, store_id: number, filter: OrderFilter): Promise<number[]> {
  const candidates = everyState.filter((state) => {
    const stands = statusesOf(state);
    if (filter.statuses && !filter.statuses.includes(stands.status as OrderStatus)) return false;
    return statuses.every((status) => filter[status] === undefined || filter[status] === stands[status]);
  });
  const sql = "SELECT MIN(state) AS state FROM orders WHERE store_id = ? AND state >= ?";
  const there: number[] = [];
  for (let next = candidates[0]; next !== undefined; ) {
    const found = (await db.row<{ state: number | null }>(sql, [store_id, next]))?.state ?? Number.POSITIVE_INFINITY;
    if (candidates.includes(found)) there.push(found);
    next = candidates.find((state) => state > found);
  }
  return there;
}

function inRanges(ranges: [number, number][]): Sql {
  const text = ranges.map(() => "o.number BETWEEN ? AND ?").join(" OR ");
  return { text: `(${text})`, values: ranges.flat() };
}

function createdIn({ created_from, created_until }: OrderFilter): Sql | undefined {
  const parts: Sql[] = [];
  if (created_from !== undefined) parts.push({ text: "o.created_at >= ?", values: [created_from] });
  if (created_until !== undefined) parts.push({ text: "o.created_at < ?", values: [created_until] });
  return parts.length > 0 ? joined(parts) : undefined;
}

/** The condition that a row's state is one of these. */
export const inStates = (states: readonly number[]): Sql => ({
  text: `o.state IN (${states.map(() => "?").join(", ")})`,
  values: [...states],
});

/** All of the conditions at once. */
export const joined = (parts: readonly Sql[]): Sql => ({
  text: parts.map(({ text }) => text).join(" AND "),
  values: parts.flatMap(({ values }) => values),
});
