import type { TransactionContext } from "../../../mixins/actions/idempotent.ts";
import { marks } from "../../../mixins/db/sql.ts";
import type { Apply, ImportScope, Outcome } from "../../../mixins/imports/apply.ts";
import type { NewProduct } from "../../contracts.ts";
import { newProductColumns } from "../actions/products.ts";
import { addIn, editIn } from "../catalog.changes.ts";
import { catalogErrors } from "../catalog.errors.ts";
import { productColumns, products } from "./products.ts";

/** Imports products. Those whose SKU exists are refused, or changed. */
export const importProducts: Apply<NewProduct> = async (context, scope, items) => {
  const taken = await takenIn(
    context,
    scope.store_id,
    items.map(({ item }) => item.sku),
  );
  const outcomes: Outcome[] = [];
  for (const { item } of items) {
    outcomes.push(await importOne(context, scope, item, taken.get(item.sku)));
    if (!taken.has(item.sku)) taken.set(item.sku, "");
  }
  return outcomes;
};

async function takenIn({ db, tx }: TransactionContext, store_id: number, skus: readonly string[]) {
  if (skus.length === 0) return new Map<string, string>();
  const sql = `SELECT sku, public_id FROM products WHERE store_id = ? AND sku IN (${marks(skus)})`;
  const found = await db.rows<{ sku: string; public_id: string }>(sql, [store_id, ...skus], tx);
  return new Map(found.map(({ sku, public_id }) => [sku, public_id]));
}

async function importOne(
  context: TransactionContext,
  scope: ImportScope,
  { modifiers: _none, ...product }: NewProduct,
  known: string | undefined,
): Promise<Outcome> {
  if (known !== undefined && !(known && scope.update_existing))
    return { code: "sku_exists", message: catalogErrors.sku_exists[1] };
  // Checked before anything is written: a refusal must not undo the other rows of its part.
  const size = Buffer.byteLength(JSON.stringify(product));
  if (size > largest) return { code: "product_too_large", message: catalogErrors.product_too_large[1] };
  if (known) await editIn(context, products, scope, known, () => productColumns(product));
  else await addIn(context, products, scope, newProductColumns(product));
  return known ? "updated" : "created";
}

// With its ids and times a product is at most 8,000 bytes.
const largest = 7_500;
