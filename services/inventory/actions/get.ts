import { action } from "../../../mixins/actions/action.ts";
import { fail } from "../inventory.errors.ts";
import { totalOf } from "../inventory.rules.ts";
import { params } from "../inventory.schema.ts";
import { compareLevels } from "../store/check.ts";
import { levelsOf } from "../store/levels.ts";
import { listMovements } from "../store/movements.ts";

/** Returns the stock level of a SKU, summed over all locations or at one. Throws `sku_not_found`. */
export const get = action("inventory.get", params.get, async ({ store_id, sku, location_id }, { db }) => {
  const levels = await levelsOf(db, store_id, sku);
  const requested = levels.filter((level) => location_id === undefined || level.location_id === location_id);
  if (requested.length === 0) throw fail("sku_not_found");
  return totalOf(sku, requested);
});

/** The ledger of a SKU, newest first. Throws `sku_not_found`. */
export const movements = action("inventory.movements", params.movements, (request, { db }) =>
  listMovements(db, request),
);

/** Stock levels that differ from the sum of their ledger, a page of SKUs at a time. */
export const check = action("inventory.check", params.check, (request, { db }) => compareLevels(db, request));
