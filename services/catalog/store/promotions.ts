import { Counter } from "../../../mixins/db/counter.ts";
import type { Row } from "../../../mixins/db/database.ts";
import type { Promotion, PromotionChanges } from "../../contracts.ts";
import { assertPossible, codeKey } from "../catalog.rules.ts";
import { given, type RecordRow, type Table } from "./records.ts";

/** The table of promotions. */
export const promotions: Table<Promotion> = {
  name: "promotions",
  kind: "promotion",
  prefix: "promo",
  missing: "promotion_not_found",
  taken: "code_exists",
  counts: new Counter("promotion_counts"),
  shown: toPromotion,
  assertValid: assertPossible,
};

/** Maps a row to a promotion. */
export function toPromotion(row: RecordRow): Promotion {
  const optional = (column: string) => (row[column] === null ? null : Number(row[column]));
  return {
    id: row.public_id,
    store_id: row.store_id,
    code: String(row.code),
    type: row.type === "fixed" ? "fixed" : "percentage",
    value: Number(row.value),
    description: String(row.description),
    min_subtotal: Number(row.min_subtotal),
    starts_at: optional("starts_at"),
    ends_at: optional("ends_at"),
    usage_limit: optional("usage_limit"),
    per_customer_limit: optional("per_customer_limit"),
    times_used: Number(row.times_used),
    active: Boolean(row.active),
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** The columns that a change of a promotion writes. */
export function promotionColumns(changes: PromotionChanges): Row {
  return given({ ...changes, code_key: changes.code === undefined ? undefined : codeKey(changes.code) });
}
