import * as t from "../../mixins/actions/params.ts";
import { importParams } from "../contracts/imports.ts";
import type { StockLine } from "../contracts/inventory.ts";
import { largestQuantity } from "./inventory.rules.ts";

const quantity = t.integer().max(largestQuantity);
/** The location of the stock; the store's own stock when absent, or when the location has none. */
const location = { location_id: t.optional(t.id()) };
const ofSku = { ...t.inStore, sku: t.id() };
const write = { ...t.inStore, ...t.write, ...location, tenant_id: t.id() };
/** What stock is moved for, such as an order: each of its movements happens once, however often it is requested. */
const forReference = { ...write, reference: t.id() };
// An order may name any SKU: one without stock records is skipped, not refused.
const line: t.Typed<StockLine> = t.object({ sku: t.text(255), quantity: quantity.min(1) });
const lines = t.list(line).max(1_000);

// MariaDB compares without the spaces at the end: a SKU with them would be another one here and the same one there.
const sku = t.string(64).pattern(/^\S(.*\S)?$/);
const stock = t.object({ sku, on_hand: quantity.min(0), reason: t.optional(t.text(500)) });

/** Parameters of the inventory service's actions. */
export const params = {
  ...importParams(stock),
  get: t.object({ ...ofSku, ...location }),
  movements: t.object({ ...ofSku, ...t.paging }),
  set: t
    .object({
      ...write,
      ...t.ifVersions,
      sku,
      on_hand: t.optional(quantity.min(0)),
      adjust: t.optional(quantity.min(-largestQuantity)),
      reason: t.optional(t.text(500)),
    })
    .xor("on_hand", "adjust"),
  reserve: t.object({ ...forReference, lines }),
  release: t.object({ ...forReference, ...t.partial(t.undo) }),
  /** With `skus`, those that were reserved, one read is saved. */
  commit: t.object({ ...forReference, skus: t.optional(t.list(t.text(255)).max(1_000)) }),
  restore: t.object({ ...forReference, lines, taken_for: t.optional(t.id()) }),
  check: t.object({ ...t.inStore, after: t.optional(t.text(64)), limit: t.paging.limit }),
};
