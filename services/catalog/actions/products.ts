import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { Product } from "../../contracts.ts";
import { addRecord, dropRecord, editRecord } from "../catalog.changes.ts";
import { assertFits, modifiersAfter } from "../catalog.rules.ts";
import { params } from "../catalog.schema.ts";
import { findProducts, productColumns, products, toProduct } from "../store/products.ts";
import { fetchRecord, type RecordRow } from "../store/records.ts";

/** A page of the products that match a filter. */
export const searchProducts = action("catalog.searchProducts", params.searchProducts, (request, { db }) =>
  findProducts(db, request),
);

/** Returns one product. Throws `product_not_found`. */
export const getProduct = action("catalog.getProduct", params.getProduct, async ({ store_id, product_id }, { db }) =>
  toProduct(await fetchRecord(db, products, store_id, product_id)),
);

/** Creates a product. Throws `sku_exists`, `modifier_not_found`, `product_too_large`. */
export const createProduct = action("catalog.createProduct", params.createProduct, (request, context) =>
  idempotent(context, request, async (txContext) => {
    const modifiers = modifiersAfter([], request.product.modifiers ?? [], nextModifier);
    const columns = productColumns({ ...defaults, ...request.product, modifiers });
    return fitting(await addRecord(context.db, txContext, products, request, columns));
  }),
);

/**
 * Changes the given fields of a product.
 * Throws `product_not_found`, `sku_exists`, `modifier_not_found`, `product_too_large`, `version_mismatch`.
 */
export const updateProduct = action("catalog.updateProduct", params.updateProduct, (request, context) =>
  idempotent(context, request, async (txContext) => {
    const { product_id, changes } = request;
    const columnsOf = (row: RecordRow) => {
      const { modifiers, ...plain } = changes;
      if (!modifiers) return productColumns(plain);
      return productColumns({ ...plain, modifiers: modifiersAfter(toProduct(row).modifiers, modifiers, nextModifier) });
    };
    return fitting(await editRecord(context.db, txContext, products, request, product_id, columnsOf));
  }),
);

/** Deletes a product; its orders are not changed. Throws `product_not_found`, `version_mismatch`. */
export const deleteProduct = action("catalog.deleteProduct", params.deleteProduct, (request, context) =>
  idempotent(context, request, async (txContext) => {
    await dropRecord(context.db, txContext, products, request, request.product_id);
    return { product_id: request.product_id };
  }),
);

const defaults = { description: "", tax_class: "standard", active: true, track_stock: true } as const;
const nextModifier = () => newId("mod");

function fitting(row: RecordRow): Product {
  const product = toProduct(row);
  assertFits(product);
  return product;
}
