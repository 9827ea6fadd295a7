import { errorsOf } from "../../mixins/actions/errors.ts";

/** Errors of the inventory service. */
export const inventoryErrors = {
  sku_not_found: [404, "No stock is kept of this SKU."],
  out_of_stock: [409, "There is not enough in stock. Nothing was reserved."],
  reservation_released: [409, "What this reference held has been let go of. Reserve under a new reference."],
  insufficient_stock: [422, "Less would be on hand than is reserved. Set at least what is reserved."],
  stock_too_large: [422, "More than 1,000,000,000 would be on hand."],
} as const;

export const fail = errorsOf(inventoryErrors);
