import type { Transaction } from "sequelize";
import type { Condition } from "../../../mixins/db/conditions.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { sql } from "../../../mixins/db/sql.ts";
import { remove } from "../../../mixins/db/statements.ts";
import { productWords, searchKey, wordKey } from "../catalog.rules.ts";

/** The words that one product is found by, as rows. */
export function wordRows(product: Row): Row[] {
  const { store_id = 0, id: product_id = 0 } = product;
  const words = productWords(String(product.name_key), String(product.sku_key));
  return words.map((word) => ({ store_id, product_id, word }));
}

/** Writes the words of a product. */
export const writeWords = (db: Database, tx: Transaction, product: Row): Promise<void> =>
  db.insertMany("product_words", wordRows(product), tx);

/** Removes the words of a product. */
export async function removeWords(db: Database, tx: Transaction, { store_id = 0, id = 0 }: Row): Promise<void> {
  await remove(db, "product_words", { store_id, product_id: id }, tx);
}

/** The condition that a product has a word which begins so. */
export function foundByWord(store_id: number, search: string): Condition {
  const from = wordKey(searchKey(search.trim()));
  const match = "w.store_id = ? AND w.word >= ? AND w.word < ?";
  // The greatest code point there is: nothing that begins with `from` sorts behind it.
  const values = [store_id, from, `${from}\u{10FFFF}`];
  return {
    source: sql(`SELECT DISTINCT w.product_id AS id FROM product_words w WHERE ${match}`, ...values),
    check: sql(`(SELECT 1 FROM product_words w WHERE ${match} AND w.product_id = t.id LIMIT 1) = 1`, ...values),
    keysOnly: true,
  };
}
