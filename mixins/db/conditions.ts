import type { List } from "../../services/contracts.ts";
import { capped, countedMatches, countUpTo, exact } from "./counted.ts";
import type { Database } from "./database.ts";
import { countMatches, fetchPage, type ListedTable, listOf, type Page, type Source, select, walk } from "./keyset.ts";
import type { Sql } from "./sql.ts";

/** One filter of a list, in two forms, each with an index behind it. */
export interface Condition {
  /** A query for the `id` and `created_at` of all matches, from an index of its own. */
  source: Sql;
  /** The same condition for one row of `t`. */
  check: Sql;
  /** True when the index has the matches in the order of `created_at`, so that none is sorted. */
  inOrder?: boolean;
  /** True when the index has no `created_at`. */
  keysOnly?: boolean;
}

/** The condition that a row of `t` passes a check of columns, which an index has after the store. */
export const columnCondition = (table: string, ofStore: readonly Sql[], check: Sql): Condition => ({
  source: select("t.id, t.created_at", { from: { text: `${table} t`, values: [] }, where: [...ofStore, check] }),
  check,
});

/** The checks of a list's rows. */
export interface Checked {
  conditions: readonly Condition[];
  /** Checks of every row in addition, which the source of each condition includes. */
  always?: readonly Sql[];
}

/** A search in a list. */
export interface Search extends Checked {
  /** The condition that a row is the store's, which the source of each condition includes. */
  ofStore: Sql;
  /** How many rows the list has without conditions. */
  countAll: () => Promise<number>;
}

/** A condition with its number of matches, counted up to one more than `countedMatches`. */
export interface Counted {
  condition: Condition;
  matches: number;
}

/**
 * Finds a page of a list. There are two plans: walk the index of the sorting and check each row, or gather the matches
 * of the rarest condition from its index and sort them. The cheaper one is used, so that neither a filter that matches
 * nearly everything nor one that matches nearly nothing reads the whole table.
 */
export async function searchPage<Row extends object, Item>(
  db: Database,
  page: Page,
  search: Search,
  toItem: (row: Row) => Item,
): Promise<List<Item>> {
  const { conditions, countAll } = search;
  if (conditions.length === 0) {
    const [all, found] = await Promise.all([countAll(), fetchPage<Row>(db, page, walkChecked(page, search))]);
    return listOf(found, exact(all), toItem);
  }
  const isSourceSorted = conditions.length === 1 && page.sort.by === "created_at" && !conditions[0]?.keysOnly;
  const [all, rarest] = await Promise.all([isSourceSorted ? 0 : countAll(), findRarest(db, conditions)]);
  const total = await countAllMatches(db, page, search, rarest);
  if (total === 0) return listOf({ rows: [], next_cursor: null }, exact(0), toItem);
  const isRare = rarest.matches <= countedMatches;
  const reads = ((page.skip + page.limit + 1) * all) / total;
  const source =
    isSourceSorted && (isRare || rarest.condition.inOrder)
      ? sourceAlone(rarest.condition)
      : isRare && reads >= rarest.matches
        ? gathered(page.of, rarest.condition, checksOf(search, rarest.condition))
        : walkChecked(page, search);
  return listOf(await fetchPage<Row>(db, page, source), capped(total), toItem);
}

// A single condition is already counted: its source includes the checks of every row.
const countAllMatches = (db: Database, { of }: Page, search: Search, { condition, matches }: Counted) =>
  search.conditions.length === 1 ? matches : countMatches(db, gathered(of, condition, checksOf(search, condition)));

// The source has the columns that its matches are sorted by: no row is looked up.
const sourceAlone = ({ source }: Condition): Source => ({
  from: { ...source, text: `(${source.text}) t` },
  where: [],
});

const walkChecked = ({ of, key }: Page, search: Search): Source =>
  walk(of, key.index, [search.ofStore, ...checksOf(search)]);

/** The matches of a condition, from its own index, that pass the checks. */
export const gathered = ({ table }: ListedTable, { source }: Condition, where: readonly Sql[]): Source => ({
  from: { ...source, text: `(${source.text}) s JOIN ${table} t ON t.id = s.id` },
  where,
});

/** The remaining checks of a row that one condition has matched. */
export const checksOf = ({ conditions, always = [] }: Checked, without?: Condition): Sql[] => [
  ...conditions.filter((condition) => condition !== without).map(({ check }) => check),
  ...always,
];

/** The condition with the fewest matches, of at least one condition. */
export async function findRarest(db: Database, conditions: readonly Condition[]): Promise<Counted> {
  let rarest: Counted | undefined;
  for (const condition of conditions) {
    const matches = await countUpTo(db, condition.source);
    if (!rarest || matches < rarest.matches) rarest = { condition, matches };
    if (matches < 100) break;
  }
  return rarest as Counted;
}
