import type { Transaction } from "sequelize";
import type { Condition } from "../../../mixins/db/conditions.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { sql } from "../../../mixins/db/sql.ts";
import { remove } from "../../../mixins/db/statements.ts";
import { productWords, searchKey, wordKeys } from "../catalog.rules.ts";

/** The search words of a product, as rows. */
export function wordRows(product: Row): Row[] {
  const { store_id = 0, id: product_id = 0 } = product;
  const words = productWords(String(product.name_key), String(product.sku_key));
  return words.map((word) => ({ store_id, product_id, word }));
}

/** Inserts the words of a product. */
export const writeWords = (db: Database, tx: Transaction, product: Row): Promise<void> =>
  db.insertMany("product_words", wordRows(product), tx);

/** Deletes the words of a product. */
export async function removeWords(db: Database, tx: Transaction, { store_id = 0, id = 0 }: Row): Promise<void> {
  await remove(db, "product_words", { store_id, product_id: id }, tx);
}

/** The SQL condition that a product has a word with a prefix. */
export function foundByWord(store_id: number, search: string): Condition {
  const beginnings = wordKeys(searchKey(search.trim()));
  const match = `w.store_id = ? AND (${beginnings.map(() => "w.word >= ? AND w.word < ?").join(" OR ")})`;
  // The greatest code point: no text with the prefix sorts after it.
  const values = [store_id, ...beginnings.flatMap((from) => [from, `${from}\u{10FFFF}`])];
  return {
    source: sql(`SELECT DISTINCT w.product_id AS id FROM product_words w WHERE ${match}`, ...values),
    check: sql(`(SELECT 1 FROM product_words w WHERE ${match} AND w.product_id = t.id LIMIT 1) = 1`, ...values),
    keysOnly: true,
  };
}
