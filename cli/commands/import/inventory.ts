import Joi from "joi";
import { skuBody } from "../../../services/api/surfaces/merchant/catalog-bodies.ts";
import type { Store } from "../../../services/contracts.ts";
import type { CommandContext } from "../runtime.ts";
import { type Imported, importRows } from "./rows.ts";

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

/** Sets what a file says is on hand in a store. Repeated, it changes nothing, whatever was sold meanwhile. */
export async function importInventory(
  context: CommandContext,
  store: Store,
  file: string,
): Promise<Omit<Imported, "done"> & { set: number }> {
  const { store_id, tenant_id } = store;
  const { done, ...rest } = await importRows(context, {
    file,
    store_id,
    service: "inventory",
    rowSchema,
    identity: ({ sku = "" }) => [sku.trim()],
    importRow: (row, idempotency_key) => {
      const { sku, on_hand, reason } = row as unknown as Row;
      return context.change("inventory.set", {
        idempotency_key,
        store_id,
        tenant_id,
        sku,
        on_hand,
        reason: reason ?? "Imported",
      });
    },
  });
  return { set: done, ...rest };
}
