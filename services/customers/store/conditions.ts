import type { SqlValue } from "../../../mixins/db/database.ts";
import type { CustomerFilter, LoyaltyTier } from "../../contracts.ts";
import {
  fold,
  guestKind,
  indexKey,
  normalizeEmail,
  phoneKey,
  searchWord,
  wordKinds,
  wordLength,
} from "../customers.rules.ts";
import { rankOf, yearOf } from "../loyalty.rules.ts";
import { segments } from "../segments.rules.ts";

/** A piece of SQL and the values of its marks. */
export interface Sql {
  text: string;
  values: SqlValue[];
}

/**
 * One filter of a list, in two forms: `source` gives the integer key and `created_at` of all matches from an index of
 * its own, `check` answers for one row of `customers c`.
 */
export interface Condition {
  source: Sql;
  check: Sql;
  /** True when the index has the matches in the order of `created_at`: however many they are, none is sorted. */
  inOrder?: boolean;
}

/** The conditions that a filter is made of, each with an index behind it. */
export function conditionsOf(store_id: number, filter: CustomerFilter): Condition[] {
  const guests = filter.without_guests ? [0] : [0, guestKind];
  const kinds = (...of: (keyof typeof wordKinds)[]) => of.flatMap((kind) => guests.map((g) => wordKinds[kind] + g));
  const column = (text: string, ...values: SqlValue[]) => columnCondition(store_id, filter, text, values);
  const conditions: (Condition | false | undefined)[] = [
    filter.first_name !== undefined && words(store_id, kinds("first"), fold(filter.first_name)),
    filter.last_name !== undefined && words(store_id, kinds("last"), fold(filter.last_name)),
    filter.email !== undefined && words(store_id, kinds("email"), filter.email.trim().toLowerCase()),
    ...searchWords(filter.search).map((word) => words(store_id, kinds("first", "last", "email", "phone"), word)),
    filter.email_verified !== undefined && verified(store_id, filter),
    filter.phone_verified !== undefined && column("phone_verified = ?", filter.phone_verified ? 1 : 0),
    filter.total_orders !== undefined && column("total_orders = ?", filter.total_orders),
    filter.total_orders_min !== undefined && column("total_orders >= ?", filter.total_orders_min),
    filter.total_order_amount_min !== undefined && column("total_order_amount >= ?", filter.total_order_amount_min),
    filter.email_is !== undefined && column("email = ?", normalizeEmail(filter.email_is)),
    filter.phone_is && column("phone_key = ?", phoneKey(filter.phone_is.phone, filter.phone_is.country)),
    filter.segment && { ...column("segment = ?", segments.indexOf(filter.segment)), inOrder: true },
    filter.loyalty_tier && ofTier(filter.loyalty_tier, column),
    filter.created_from !== undefined && column("created_at >= ?", filter.created_from),
    filter.ids !== undefined &&
      column(`public_id IN (${filter.ids.map(() => "?").join(", ") || "NULL"})`, ...filter.ids),
  ];
  return conditions.filter((condition) => condition !== false && condition !== undefined);
}

/** What every row of a list without guests is checked for; kept apart, as no list is made from it. */
export const notGuest: Sql = { text: "c.is_guest = 0", values: [] };

const searchWords = (search: string | undefined) =>
  fold(search ?? "")
    .split(" ")
    .filter((word) => word !== "")
    .map(searchWord);

function words(store_id: number, kinds: number[], beginning: string): Condition {
  const from = indexKey(beginning, wordLength);
  const marks = kinds.map(() => "?").join(", ");
  const match = `w.kind IN (${marks}) AND w.word >= ? AND w.word < ?`;
  // The greatest code point there is: nothing that begins with `from` sorts behind it.
  const values = [...kinds, from, `${from}\u{10FFFF}`];
  return {
    source: {
      text: `SELECT DISTINCT w.customer_id AS id, w.created_at FROM customer_words w WHERE w.store_id = ? AND ${match}`,
      values: [store_id, ...values],
    },
    // A scalar subquery, because an EXISTS may be turned into a join that begins at the words.
    check: {
      text: `(SELECT 1 FROM customer_words w WHERE w.store_id = ? AND w.customer_id = c.id AND ${match} LIMIT 1) = 1`,
      values: [store_id, ...values],
    },
  };
}

function columnCondition(store_id: number, filter: CustomerFilter, text: string, values: SqlValue[]): Condition {
  const guests = filter.without_guests ? "AND d.is_guest = 0" : "";
  return {
    source: {
      text: `SELECT d.id, d.created_at FROM customers d WHERE d.store_id = ? AND d.${text} ${guests}`,
      values: [store_id, ...values],
    },
    check: { text: `c.${text}`, values },
  };
}

// Whoever has no tier of this year is bronze.
function ofTier(tier: LoyaltyTier, column: (text: string, value: number) => Condition): Condition {
  const rank = rankOf(tier, yearOf(Date.now()));
  if (tier === "bronze") return column("loyalty_rank <= ?", rank);
  return { ...column("loyalty_rank = ?", rank), inOrder: true };
}

// One index serves both flags when both are asked for.
function verified(store_id: number, filter: CustomerFilter): Condition {
  const flag = filter.email_verified ? 1 : 0;
  if (filter.phone_verified === undefined) return columnCondition(store_id, filter, "email_verified = ?", [flag]);
  const both = columnCondition(store_id, filter, "email_verified = ? AND d.phone_verified = ?", [
    flag,
    filter.phone_verified ? 1 : 0,
  ]);
  return { ...both, check: { text: "c.email_verified = ?", values: [flag] } };
}
