import { Counter } from "../../../mixins/db/counter.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";
import type { ActionParams, Modifier, Product, ProductChanges, TaxClass } from "../../contracts.ts";
import { searchKey } from "../catalog.rules.ts";
import { foundByWord, removeWords, writeWords } from "./product-words.ts";
import { type Condition, given, type RecordRow, type Table } from "./records.ts";

/** The products of all stores. */
export const products: Table = {
  name: "products",
  kind: "product",
  prefix: "item",
  missing: "product_not_found",
  taken: "sku_exists",
  counts: new Counter("product_counts"),
  shown: toProduct,
  beside: { write: writeWords, remove: removeWords },
};

/** The product that a row tells of. */
export function toProduct(row: RecordRow): Product {
  return {
    id: row.public_id,
    store_id: Number(row.store_id),
    sku: String(row.sku),
    name: String(row.name),
    description: String(row.description),
    price: Number(row.price),
    tax_class: String(row.tax_class) as TaxClass,
    active: Boolean(row.active),
    track_stock: Boolean(row.track_stock),
    modifiers: JSON.parse(String(row.modifiers)) as Modifier[],
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** The columns that a change of a product writes. */
export function productColumns({ modifiers, ...changes }: ProductChanges & { modifiers?: Modifier[] }): Row {
  const { sku, name } = changes;
  return given({
    ...changes,
    sku_key: sku === undefined ? undefined : searchKey(sku),
    name_key: name === undefined ? undefined : searchKey(name),
    modifiers: modifiers === undefined ? undefined : JSON.stringify(modifiers),
  });
}

/** What a search of products asks for, as conditions. */
export async function productConditions(
  db: Database,
  store_id: number,
  filter: ActionParams<"catalog.searchProducts">["filter"],
): Promise<Condition[]> {
  const conditions: Condition[] = [];
  if (filter.active !== undefined) conditions.push({ text: "active = ?", values: [filter.active ? 1 : 0] });
  if (filter.sku !== undefined) conditions.push({ text: "sku = ?", values: [filter.sku] });
  if (filter.search !== undefined) conditions.push(await foundByWord(db, store_id, filter.search));
  return conditions;
}
