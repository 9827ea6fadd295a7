import { columnCondition, searchPage } from "../../../mixins/db/conditions.ts";
import { Counter } from "../../../mixins/db/counter.ts";
import type { Database, Row, SqlValue } from "../../../mixins/db/database.ts";
import { pageOf, type SortableTable } from "../../../mixins/db/keyset.ts";
import { sql } from "../../../mixins/db/sql.ts";
import type { ActionParams, List, Modifier, Product, ProductChanges, TaxClass } from "../../contracts.ts";
import { assertFits, searchKey } from "../catalog.rules.ts";
import type { PricedProduct } from "../pricing.rules.ts";
import { foundByWord, removeWords, writeWords } from "./product-words.ts";
import { given, type RecordRow, type Table } from "./records.ts";

/** The table of products. */
export const products: Table<Product> = {
  name: "products",
  kind: "product",
  prefix: "item",
  missing: "product_not_found",
  taken: "sku_exists",
  counts: new Counter("product_counts"),
  shown: toProduct,
  assertValid: assertFits,
  beside: { write: writeWords, remove: removeWords },
};

/** Maps a row to a product. */
export function toProduct(row: RecordRow): Product {
  const { store_id, version, created_at, updated_at } = row;
  return { ...toPricedProduct(row), store_id, description: String(row.description), version, created_at, updated_at };
}

/** Maps the columns that prices need. */
export const toPricedProduct = (row: RecordRow): PricedProduct => ({
  id: row.public_id,
  sku: String(row.sku),
  name: String(row.name),
  price: Number(row.price),
  tax_class: String(row.tax_class) as TaxClass,
  active: Boolean(row.active),
  track_stock: Boolean(row.track_stock),
  modifiers: JSON.parse(String(row.modifiers)) as Modifier[],
});

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

const listed: SortableTable<"created_at"> = {
  table: "products",
  sortings: { created_at: { columns: ["created_at"], index: "created_at" } },
};

/** A page of a store's products that match a filter, newest first. Throws `invalid_cursor`. */
export async function findProducts(
  db: Database,
  { store_id, filter, ...paging }: ActionParams<"catalog.searchProducts">,
): Promise<List<Product>> {
  const ofStore = sql("t.store_id = ?", store_id);
  const column = (text: string, value: SqlValue) => columnCondition("products", [ofStore], sql(text, value));
  const conditions = [
    ...(filter.sku === undefined ? [] : [column("t.sku = ?", filter.sku)]),
    ...(filter.search === undefined ? [] : [foundByWord(store_id, filter.search)]),
    ...(filter.active === undefined ? [] : [{ ...column("t.active = ?", filter.active ? 1 : 0), inOrder: true }]),
  ];
  const page = pageOf(listed, { ...paging, sort: { by: "created_at", order: "desc" } });
  const search = { ofStore, conditions, countAll: () => products.counts.total(db, store_id, 0) };
  return searchPage<RecordRow, Product>(db, page, search, toProduct);
}
