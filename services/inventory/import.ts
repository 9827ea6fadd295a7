import { isError } from "../../mixins/actions/errors.ts";
import type { Apply, Outcome } from "../../mixins/imports/apply.ts";
import type { ImportedStock } from "../contracts.ts";
import { setStock } from "./actions/set.ts";
import { inventoryErrors } from "./inventory.errors.ts";

/** Sets what is on hand of each SKU, in the order of the rows. */
export const importStock: Apply<ImportedStock> = async (context, { store_id, tenant_id }, items) => {
  const outcomes: Outcome[] = [];
  for (const { item } of items) {
    const { reason = "Imported", ...set } = item;
    const outcome = await setStock(context, { store_id, tenant_id, ...set, reason }).then(
      () => "updated" as const,
      (error) => refusalOf(error),
    );
    outcomes.push(outcome);
  }
  return outcomes;
};

// These are thrown before anything of the row is written.
function refusalOf(error: unknown): Outcome {
  for (const code of ["insufficient_stock", "stock_too_large"] as const)
    if (isError(error, code)) return { code, message: inventoryErrors[code][1] };
  throw error;
}
