import type { Database, Row } from "../../../mixins/db/database.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";
import { wordRows } from "../store/product-words.ts";

/** The index of words for product searches, so that a search does not scan a store's products. */
export const productWords: Migration = {
  name: "0002-product-words",
  async up({ db, schema, types }) {
    const key = { type: types.INTEGER, primaryKey: true };
    await schema.createTable("product_words", {
      store_id: key,
      product_id: key,
      word: { type: types.STRING(100), primaryKey: true },
    });
    // Both engines then compare text by code point: all words with a prefix are one range of the index.
    await useBinaryOrder(db, ["product_words"]);
    await schema.addIndex("product_words", ["store_id", "word", "product_id"], { name: "product_words_search" });
    await addWords(db);
  },
};

// Words that an interrupted migration has written already are written again.
async function addWords(db: Database): Promise<void> {
  const sql = "SELECT id, store_id, name_key, sku_key FROM products WHERE id > ? ORDER BY id LIMIT 200";
  for (let after = 0; ; ) {
    const products = await db.rows<Row & { id: number }>(sql, [after]);
    const last = products.at(-1);
    if (!last) return;
    await db.run("DELETE FROM product_words WHERE product_id > ? AND product_id <= ?", [after, last.id]);
    const words = products.flatMap(wordRows);
    for (let start = 0; start < words.length; start += 2_000)
      await db.insertMany("product_words", words.slice(start, start + 2_000));
    after = last.id;
  }
}
