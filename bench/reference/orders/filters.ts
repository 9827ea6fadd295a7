import { everyState, numbersBeginning, statusesOf } from "../../../services/orders/orders.rules.ts";
import type { Shop } from "../authenticate.ts";
import type { Db, Value } from "../connection.ts";

/** The querystring, checked. */
export interface Query {
  status?: string;
  payment_status?: string;
  financial_status?: string;
  fulfillment_status?: string;
  customer_id?: string;
  search?: string;
  date_from?: string;
  date_to?: string;
  page?: number;
  cursor?: string;
  limit: number;
  sort_by: "created_at" | "updated_at" | "order_number" | "grand_total";
  sort_order: "asc" | "desc";
}

/** A piece of SQL and the values of its marks. */
export interface Sql {
  text: string;
  values: Value[];
}

const statuses = ["status", "payment_status", "financial_status", "fulfillment_status"] as const;

/** True when the query filters by one of the four statuses. */
export const isByStatus = (query: Partial<Query>): boolean => statuses.some((name) => query[name] !== undefined);

/**
 * Every combination of statuses is one number. Returns those that match and occur, found by steps along their index,
 * without reading orders; undefined without a filter by status.
 */
export async function statesThatFit(db: Db, { store_id }: Shop, query: Query): Promise<number[] | undefined> {
  if (!isByStatus(query)) return undefined;
  const fitting = everyState.filter((state) => {
    const stands = statusesOf(state);
    return statuses.every((name) => query[name] === undefined || query[name] === stands[name]);
  });
  const sql = "SELECT MIN(state) AS state FROM orders WHERE store_id = ? AND state >= ?";
  const there: number[] = [];
  for (let next = fitting[0]; next !== undefined; ) {
    const found =
      (await db.rows<{ state: number | null }>(sql, [store_id, next]))[0]?.state ?? Number.POSITIVE_INFINITY;
    if (fitting.includes(found)) there.push(found);
    next = fitting.find((state) => state > found);
  }
  return there;
}

/** The conditions of a list's rows; undefined when no row can match. */
export function filtersOf(
  { customer_id, search, date_from, date_to }: Query,
  states: number[] | undefined,
): Sql[] | undefined {
  const ranges = search === undefined ? null : numbersBeginning(search);
  if (ranges?.length === 0) return undefined;
  return [
    customer_id === undefined ? [] : { text: "o.customer_id = ?", values: [customer_id] },
    states === undefined ? [] : { text: `o.state IN (${marks(states)})`, values: states },
    ranges ? { text: `(${ranges.map(() => "o.number BETWEEN ? AND ?").join(" OR ")})`, values: ranges.flat() } : [],
    date_from === undefined ? [] : { text: created(">="), values: [Date.parse(date_from)] },
    date_to === undefined ? [] : { text: created("<"), values: [Date.parse(date_to) + 86_400_000] },
  ].flat();
}

const created = (mark: string) => `o.created_at ${mark} ?`;

const marks = (values: unknown[]) => values.map(() => "?").join(", ");
