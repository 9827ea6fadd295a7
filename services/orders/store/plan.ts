import type { Database } from "../../../mixins/db/database.ts";
import type { OrderSort, Sorting } from "../../contracts.ts";
import { type Conditions, joined, type Sql } from "./conditions.ts";
import { indexOf, using, whereOf } from "./counting.ts";
import { sortColumns } from "./cursor.ts";

/** What is asked of a list, read. */
export interface Query {
  store_id: number;
  conditions: Conditions;
  /** Where the page begins. */
  behind: Sql[];
  sort: Sorting<OrderSort>;
  /** True when the filter matches so few that they may all be gathered. */
  few: boolean;
}

/**
 * The keys of a list, to be cut at its page, of which `wanted` rows are the most that are looked at.
 *
 * By creation, a customer's orders and a store's are walked along their index, and states are walked all at once, each
 * along its own part of theirs; a location's orders likewise, in the states that there are. Numbers are gathered: their
 * index holds the time of creation, and the orders of one beginning lie close together, so that a walk along the times
 * could pass by most of the store before it met them. For any other sorting the matches are gathered when they are few,
 * and else its index is walked, which meets them often.
 */
export function walkOf(db: Database, query: Query, wanted: number): Sql {
  const { conditions, sort } = query;
  const { customer, states, numbers } = conditions;
  if (sort.by === "created_at") {
    return states && !customer && !numbers
      ? walkStates(db, query, states, wanted)
      : along(db, query, indexOf(conditions));
  }
  const sortIndex = sort.by === "order_number" ? "sequence" : sort.by;
  return along(db, query, query.few || customer ? indexOf(conditions) : sortIndex);
}

function along(db: Database, { store_id, conditions, behind, sort }: Query, index: string): Sql {
  const where = whereOf(store_id, conditions, behind);
  return {
    text: `SELECT o.id, o.${sortColumns[sort.by]} AS place FROM orders o ${using(db, index)} WHERE ${where.text}
      ORDER BY ${ordered(sort)}`,
    values: where.values,
  };
}

// No state can give more to the page than the page looks at.
function walkStates(
  db: Database,
  { store_id, conditions, behind, sort }: Query,
  states: number[],
  wanted: number,
): Sql {
  const { location, created } = conditions;
  const others = [location, created, ...behind].filter((part) => part !== undefined);
  const parts = states.map((state) => {
    const here = { text: "o.store_id = ? AND o.state = ?", values: [store_id, state] };
    const where = joined([here, ...others]);
    return {
      text: `SELECT * FROM (SELECT o.id, o.created_at AS place FROM orders o ${using(db, indexOf(conditions))} WHERE ${where.text}
        ORDER BY ${ordered(sort)} LIMIT ?) s`,
      values: [...where.values, wanted],
    };
  });
  return {
    text: `SELECT id, place FROM (${parts.map(({ text }) => text).join(" UNION ALL ")}) u
      ORDER BY place ${sort.order}, id ${sort.order}`,
    values: parts.flatMap(({ values }) => values),
  };
}

/** The ORDER BY of a sorting; the integer key settles what is equal, which numbers never are. */
const ordered = ({ by, order }: Sorting<OrderSort>): string =>
  by === "order_number" ? `o.number ${order}` : `o.${sortColumns[by]} ${order}, o.id ${order}`;
