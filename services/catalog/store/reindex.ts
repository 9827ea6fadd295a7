import type { Transaction } from "sequelize";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { update } from "../../../mixins/db/statements.ts";
import { Reindex } from "../../../mixins/jobs/reindex.ts";
import { indexedForms } from "../../../mixins/values/fold.ts";
import { searchKey } from "../catalog.rules.ts";
import { removeWords, writeWords } from "./product-words.ts";

type Indexed = Row & { id: number; store_id: number };

/** The words of all products without accents. */
export const foldedProducts = new Reindex<Indexed>({
  name: "catalog.words-3",
  table: "products",
  columns: "id, store_id, sku, name, sku_key, name_key",
  async rewrite(db, tx, rows) {
    for (const row of rows) await rewriteOne(db, tx, row);
  },
});

async function rewriteOne(db: Database, tx: Transaction, row: Indexed): Promise<void> {
  const { id, store_id } = row;
  const keys = { sku_key: searchKey(String(row.sku)), name_key: searchKey(String(row.name)) };
  const hasKeys = keys.sku_key === row.sku_key && keys.name_key === row.name_key;
  const hasMarks = indexedForms(`${keys.sku_key} ${keys.name_key}`).length > 1;
  if (hasKeys && !hasMarks) return;
  await update(db, "products", { store_id, id }, keys, tx);
  await removeWords(db, tx, row);
  await writeWords(db, tx, { ...row, ...keys });
}
