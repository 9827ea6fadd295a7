import Joi from "joi";
import type { ImportedStock } from "../../contracts.ts";
import { textBody } from "../formats.ts";
import { skuBody } from "../surfaces/merchant/catalog-bodies.ts";
import type { ImportKind } from "./kind.ts";
import { amount, filled } from "./values.ts";

/** Stock of the product's own fields, and of Shopify's and WooCommerce's inventories and products. */
export const inventoryImport: ImportKind<ImportedStock> = {
  layout: {
    fields: {
      sku: ["variant_sku"],
      on_hand: [
        "on_hand_(new)",
        "on_hand_(current)",
        "variant_inventory_qty",
        "inventory_quantity",
        "stock",
        "quantity",
      ],
      reason: [],
    },
    unused: ["reserved", "available"],
    foreign: ["handle", "url_handle", "hs_code", "variant_price", "regular_price", "in_stock?"],
  },
  schema: Joi.object({
    sku: skuBody().required(),
    on_hand: Joi.number().integer().min(0).max(1_000_000_000).required(),
    reason: textBody(500),
  }),
  // Rows of pictures, and of what no stock is kept of, have neither.
  reader:
    () =>
    ({ sku, on_hand, reason }) =>
      sku === undefined && on_hand === undefined ? undefined : filled({ sku, on_hand: amount(on_hand), reason }),
  item: (checked) => checked as unknown as ImportedStock,
};
