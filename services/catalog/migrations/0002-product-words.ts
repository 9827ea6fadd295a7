import { useBinaryOrder } from "../../../mixins/db/binary-order.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";
import { wordRows } from "../store/product-words.ts";

/** The beginnings of words that products are found by, so that a search does not read a store's products through. */
export const productWords: Migration = {
  name: "0002-product-words",
  async up({ db, schema, types }) {
    const key = { type: types.INTEGER, primaryKey: true };
    await schema.createTable("product_words", {
      store_id: key,
      product_id: key,
      word: { type: types.STRING(100), primaryKey: true },
    });
    // Both engines then compare text by code point: what begins with a text is one stretch of the index.
    await useBinaryOrder(db, ["product_words"]);
    await schema.addIndex("product_words", ["store_id", "word", "product_id"], { name: "product_words_search" });
    await addWords(db);
  },
};

// Those that a step which broke off has left are written once more.
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
