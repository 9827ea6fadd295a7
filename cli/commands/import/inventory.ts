import Joi from "joi";
import { skuBody } from "../../../services/api/surfaces/merchant/catalog-bodies.ts";
import type { RowsOf } from "./rows.ts";

interface Row {
  sku: string;
  on_hand: number;
  reason?: string;
}

const rowSchema = Joi.object({
  sku: skuBody().required(),
  on_hand: Joi.number().integer().min(0).max(1_000_000_000).required(),
  reason: Joi.string().max(500),
});

/** Sets the quantity on hand of each row's SKU. A repeated import changes nothing, whatever was sold meanwhile. */
export const inventoryRows: RowsOf = (context, { store_id, tenant_id }) => ({
  rowSchema,
  identity: ({ sku = "" }) => [sku.trim()],
  importRow: (row, idempotency_key) => {
    const { reason = "Imported", ...set } = row as unknown as Row;
    return context.change("inventory.set", { idempotency_key, store_id, tenant_id, ...set, reason });
  },
});
