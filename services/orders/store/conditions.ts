import type { Database } from "../../../mixins/db/database.ts";
import { between, equal, marks, type Sql, sql } from "../../../mixins/db/sql.ts";
import type { OrderFilter, OrderStatus } from "../../contracts.ts";
import { everyState, numbersBeginning, statusesOf } from "../orders.rules.ts";

/** The conditions of a filter on a row of `orders t`. */
export interface Conditions {
  /** The index of the condition that the fewest orders meet. */
  index: "customer" | "sequence" | "location" | "state" | "created_at";
  /** All but those on the state. */
  where: Sql[];
  /** The states of the store's orders that meet the filter. */
  states?: number[];
}

const statuses = ["status", "payment_status", "financial_status", "fulfillment_status"] as const;

/** Reads a filter; null when no order can match it. */
export async function conditionsOf(db: Database, store_id: number, filter: OrderFilter): Promise<Conditions | null> {
  const { customer_id, location_id, search, created_from, created_until } = filter;
  const numbers = search === undefined ? undefined : numbersBeginning(search);
  if (numbers?.length === 0) return null;
  const isByState = statuses.some((status) => filter[status]) || filter.statuses || location_id !== undefined;
  const states = isByState ? await statesThatFit(db, store_id, filter) : undefined;
  if (states?.length === 0) return null;
  const where = [
    ...equal({ "t.customer_id": customer_id, "t.location_id": location_id }),
    ...(numbers ? [inRanges(numbers)] : []),
    ...between("t.created_at", created_from, created_until),
  ];
  const byState = states ? "state" : "created_at";
  const byPlace = location_id === undefined ? byState : "location";
  return { index: customer_id !== undefined ? "customer" : numbers ? "sequence" : byPlace, where, states };
}

// One index lookup for each state: a store has some dozens of states at most, while for a GROUP BY MariaDB would read all
// of its orders.
async function statesThatFit(db: Database, store_id: number, filter: OrderFilter): Promise<number[]> {
  const candidates = everyState.filter((state) => {
    const present = statusesOf(state);
    if (filter.statuses && !filter.statuses.includes(present.status as OrderStatus)) return false;
    return statuses.every((status) => filter[status] === undefined || filter[status] === present[status]);
  });
  const text = "SELECT MIN(state) AS state FROM orders WHERE store_id = ? AND state >= ?";
  const there: number[] = [];
  for (let next = candidates[0]; next !== undefined; ) {
    const found = (await db.row<{ state: number | null }>(text, [store_id, next]))?.state ?? Number.POSITIVE_INFINITY;
    if (candidates.includes(found)) there.push(found);
    next = candidates.find((state) => state > found);
  }
  return there;
}

const inRanges = (ranges: [number, number][]): Sql =>
  sql(`(${ranges.map(() => "t.number BETWEEN ? AND ?").join(" OR ")})`, ...ranges.flat());

/** All conditions on a row of a store. */
export const everythingOf = (store_id: number, { where, states }: Conditions): Sql[] => [
  sql("t.store_id = ?", store_id),
  ...where,
  ...(states ? [sql(`t.state IN (${marks(states)})`, ...states)] : []),
];
