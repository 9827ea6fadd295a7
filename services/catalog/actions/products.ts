import { action } from "../../../mixins/actions/action.ts";
import type { Row } from "../../../mixins/db/database.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { NewProduct } from "../../contracts.ts";
import { addRecord, dropRecord, editRecord } from "../catalog.changes.ts";
import { modifiersAfter } from "../catalog.rules.ts";
import { params } from "../catalog.schema.ts";
import { findProducts, productColumns, products, toProduct } from "../store/products.ts";
import { getRecord } from "../store/records.ts";

/** A page of the products that match a filter. */
export const searchProducts = action("catalog.searchProducts", params.searchProducts, (request, { db }) =>
  findProducts(db, request),
);

/** Returns one product. Throws `product_not_found`. */
export const getProduct = action("catalog.getProduct", params.getProduct, ({ store_id, product_id }, { db }) =>
  getRecord(db, products, store_id, product_id),
);

/** Creates a product. Throws `sku_exists`, `modifier_not_found`, `product_too_large`. */
export const createProduct = action("catalog.createProduct", params.createProduct, (request, context) =>
  addRecord(context, products, request, () => newProductColumns(request.product)),
);

/** The columns of a new product. Throws `modifier_not_found`. */
export function newProductColumns(product: NewProduct): Row {
  const modifiers = modifiersAfter([], product.modifiers ?? [], nextModifier);
  return productColumns({ ...defaults, ...product, modifiers });
}

/**
 * Changes the given fields of a product.
 * Throws `product_not_found`, `sku_exists`, `modifier_not_found`, `product_too_large`, `version_mismatch`.
 */
export const updateProduct = action("catalog.updateProduct", params.updateProduct, (request, context) =>
  editRecord(context, products, request, request.product_id, (row) => {
    const { modifiers, ...plain } = request.changes;
    if (!modifiers) return productColumns(plain);
    return productColumns({ ...plain, modifiers: modifiersAfter(toProduct(row).modifiers, modifiers, nextModifier) });
  }),
);

/** Deletes a product; its orders are not changed. Throws `product_not_found`, `version_mismatch`. */
export const deleteProduct = action("catalog.deleteProduct", params.deleteProduct, (request, context) => {
  const { product_id } = request;
  return dropRecord(context, products, request, product_id, { product_id });
});

const defaults = { description: "", tax_class: "standard", active: true, track_stock: true } as const;
const nextModifier = () => newId("mod");
