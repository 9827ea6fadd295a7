import Joi from "joi";
import { productBody, productFrom } from "../../../services/api/surfaces/merchant/catalog-bodies.ts";
import type { NewProduct } from "../../../services/contracts.ts";
import type { RowsOf } from "./rows.ts";

const { sku, name, description, price, tax_class, active, track_stock } = productBody;
const rowSchema = Joi.object({
  sku: sku.required(),
  name: name.required(),
  price: price.required(),
  description,
  tax_class,
  active,
  track_stock,
});

/** Creates a product for each row; prices are in the store's currency. */
export const productRows: RowsOf = (context, store) => ({
  rowSchema,
  identity: ({ sku = "" }) => [sku.trim()],
  importRow: (row, idempotency_key) => {
    const { store_id, tenant_id } = store;
    const product = productFrom(row as unknown as NewProduct, store);
    return context.change("catalog.createProduct", { idempotency_key, store_id, tenant_id, product });
  },
});
