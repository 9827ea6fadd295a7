import type { Transaction } from "sequelize";
import type { Database, Row, SqlValue } from "../../../mixins/db/database.ts";
import { productWords, searchKey, wordKey } from "../catalog.rules.ts";
import type { Condition } from "./records.ts";

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
  await db.run("DELETE FROM product_words WHERE store_id = ? AND product_id = ?", [store_id, id], tx);
}

// Up to here the matches are gathered and sorted; of more, products are looked through until the page is full.
const fewMatches = 10_000;

/**
 * The products that have a word which begins so, as a condition. Few are gathered from the index of words; where many
 * match, most products looked at do, and each is asked in turn. Neither reads a store's products through.
 */
export async function foundByWord(db: Database, store_id: number, search: string): Promise<Condition> {
  const from = wordKey(searchKey(search.trim()));
  const match = "w.store_id = ? AND w.word >= ? AND w.word < ?";
  // The greatest code point there is: nothing that begins with `from` sorts behind it.
  const values: SqlValue[] = [store_id, from, `${from}\u{10FFFF}`];
  const sql = `SELECT COUNT(*) AS matches FROM
    (SELECT DISTINCT w.product_id FROM product_words w WHERE ${match} LIMIT ${fewMatches + 1}) found`;
  const matches = (await db.row<{ matches: number }>(sql, values))?.matches ?? 0;
  if (matches > fewMatches) {
    const asked = `SELECT 1 FROM product_words w WHERE ${match} AND w.product_id = products.id LIMIT 1`;
    return { text: `(${asked}) = 1`, values, matches };
  }
  return {
    text: `id IN (SELECT w.product_id FROM product_words w WHERE ${match})`,
    values,
    matches,
    // Else an engine may walk all products in the list's order, to ask each whether it is one of the few.
    using: db.dialect === "mariadb" ? "FORCE INDEX (PRIMARY)" : "NOT INDEXED",
  };
}
