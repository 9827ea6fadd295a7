import { type Condition, columnCondition } from "../../../mixins/db/conditions.ts";
import { marks, type Sql, sql } from "../../../mixins/db/sql.ts";
import { type CustomerFilter, customerSegments, type LoyaltyTier } from "../../contracts.ts";
import {
  guestKind,
  normalizeEmail,
  phoneKey,
  type SearchTerm,
  searchTerms,
  wordKeys,
  wordKinds,
} from "../customers.rules.ts";
import { rankOf, yearOf } from "../loyalty.rules.ts";

/** The condition that a customer belongs to a store. */
export const ofStore = (store_id: number): Sql => sql("t.store_id = ?", store_id);

/** The checks of every row of a list, in addition to its conditions. */
export const alwaysChecked = (filter: CustomerFilter): Sql[] => (filter.without_guests ? [sql("t.is_guest = 0")] : []);

/** The conditions of a filter, each with an index. */
export function conditionsOf(store_id: number, filter: CustomerFilter): Condition[] {
  const guests = filter.without_guests ? [0] : [0, guestKind];
  const kinds = (...of: (keyof typeof wordKinds)[]) => of.flatMap((kind) => guests.map((g) => wordKinds[kind] + g));
  const scope = [ofStore(store_id), ...alwaysChecked(filter)];
  const column = (text: string, ...values: Sql["values"]) => columnCondition("customers", scope, sql(text, ...values));
  const conditions: (Condition | false | undefined)[] = [
    filter.first_name !== undefined && words(store_id, kinds("first"), filter.first_name),
    filter.last_name !== undefined && words(store_id, kinds("last"), filter.last_name),
    filter.email !== undefined && words(store_id, kinds("email"), filter.email),
    ...searchTerms(filter.search ?? "", filter.country).map((term) => anyWord(store_id, kinds, term)),
    filter.email_verified !== undefined && emailVerified(filter, column),
    filter.phone_verified !== undefined && column("t.phone_verified = ?", filter.phone_verified ? 1 : 0),
    filter.total_orders !== undefined && column("t.total_orders = ?", filter.total_orders),
    filter.total_orders_min !== undefined && column("t.total_orders >= ?", filter.total_orders_min),
    filter.total_order_amount_min !== undefined && column("t.total_order_amount >= ?", filter.total_order_amount_min),
    filter.email_is !== undefined && column("t.email = ?", normalizeEmail(filter.email_is)),
    filter.phone_is && column("t.phone_key = ?", phoneKey(filter.phone_is.phone, filter.phone_is.country)),
    filter.segment && { ...column("t.segment = ?", customerSegments.indexOf(filter.segment)), inOrder: true },
    filter.loyalty_tier && ofTier(filter.loyalty_tier, column),
    filter.created_from !== undefined && column("t.created_at >= ?", filter.created_from),
    filter.ids !== undefined && column(`t.public_id IN (${marks(filter.ids) || "NULL"})`, ...filter.ids),
  ];
  return conditions.filter((condition) => condition !== false && condition !== undefined);
}

type Kinds = (...of: (keyof typeof wordKinds)[]) => number[];

const words = (store_id: number, kinds: number[], beginning: string) =>
  foundByWords(store_id, rangesOf(kinds, wordKeys(beginning)));

const anyWord = (store_id: number, kinds: Kinds, { words, phones }: SearchTerm): Condition =>
  foundByWords(store_id, [...rangesOf(kinds("first", "last", "email"), words), ...rangesOf(kinds("phone"), phones)]);

// The greatest code point: every word that begins with `from` sorts before it.
const rangesOf = (kinds: number[], beginnings: string[]): Sql[] =>
  beginnings.map((from) =>
    sql(`w.kind IN (${marks(kinds)}) AND w.word >= ? AND w.word < ?`, ...kinds, from, `${from}\u{10FFFF}`),
  );

function foundByWords(store_id: number, ranges: Sql[]): Condition {
  const match = `(${ranges.map(({ text }) => text).join(" OR ")})`;
  const values = [store_id, ...ranges.flatMap((each) => each.values)];
  const source = `SELECT DISTINCT w.customer_id AS id, w.created_at FROM customer_words w WHERE w.store_id = ? AND ${match}`;
  // A scalar subquery, because an engine may turn EXISTS into a join that starts at the words.
  const check = `(SELECT 1 FROM customer_words w WHERE w.store_id = ? AND w.customer_id = t.id AND ${match} LIMIT 1) = 1`;
  return { source: sql(source, ...values), check: sql(check, ...values) };
}

type Column = (text: string, ...values: Sql["values"]) => Condition;

// A customer without a tier of this year is bronze.
function ofTier(tier: LoyaltyTier, column: Column): Condition {
  const rank = rankOf(tier, yearOf(Date.now()));
  if (tier === "bronze") return column("t.loyalty_rank <= ?", rank);
  return { ...column("t.loyalty_rank = ?", rank), inOrder: true };
}

// One index serves both flags when both are asked for.
function emailVerified({ email_verified, phone_verified }: CustomerFilter, column: Column): Condition {
  const alone = column("t.email_verified = ?", email_verified ? 1 : 0);
  if (phone_verified === undefined) return alone;
  const flags = [email_verified ? 1 : 0, phone_verified ? 1 : 0];
  return { ...column("t.email_verified = ? AND t.phone_verified = ?", ...flags), check: alone.check };
}
