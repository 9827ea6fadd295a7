import type { TypeOf } from "../../mixins/actions/params.ts";
import type { params } from "../inventory/inventory.schema.ts";
import type { ActionsOf, List } from "./common.ts";
import type { ImportResults } from "./imports.ts";
import type { StockLevel, StockLine, StockMovement } from "./inventory.ts";

/** What is on hand of a SKU, as a file says it. */
export type ImportedStock = NonNullable<TypeOf<typeof params.importRows>["rows"][number]["item"]>;

/** Actions of the inventory service. */
export type InventoryActions = ActionsOf<
  "inventory",
  typeof params,
  ImportResults & {
    /** Over all locations, or at one. Throws `sku_not_found`. */
    get: StockLevel;
    movements: List<StockMovement>;
    /** Sets what is on hand, or adds to it. Throws `insufficient_stock` when less than is reserved would be left. */
    set: StockLevel;
    /** Holds stock for an order, all of it or none; SKUs that are not kept in stock are passed over. Throws `out_of_stock`, `reservation_released`. */
    reserve: { reserved: StockLine[] };
    /** Lets go of what is held, also what a step `undoes` may still be about to hold. */
    release: { released: StockLine[] };
    /** Takes what is held off the shelf: it is sold. */
    commit: { committed: StockLine[] };
    /**
     * Puts pieces back on the shelf. Once for each reference. Where something was moved for `taken_for`, such as the
     * order that is cancelled, only what it took comes back, to where it was taken from, and what it still holds is let go.
     */
    restore: { restored: StockLine[] };
    /** Levels that are not the sum of their ledger. */
    check: {
      wrong: { sku: string; on_hand: number; reserved: number; ledger_on_hand: number; ledger_reserved: number }[];
      next: string | null;
    };
  }
>;
