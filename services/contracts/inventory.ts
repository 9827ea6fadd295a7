import type { params } from "../inventory/inventory.schema.ts";
import type { ActionsOf, List } from "./common.ts";

export interface StockLevel {
  sku: string;
  on_hand: number;
  reserved: number;
  available: number;
  version: number;
  created_at: number;
  updated_at: number;
}

export const movementTypes = ["set", "adjust", "reserve", "release", "commit", "restore"] as const;

export type MovementType = (typeof movementTypes)[number];

/** A line of a SKU's ledger. `quantity` is signed; reserve and release change what is reserved, commit both, the others what is on hand. */
export interface StockMovement {
  id: string;
  type: MovementType;
  quantity: number;
  reference: string | null;
  reason: string | null;
  at: number;
}

export interface StockLine {
  sku: string;
  quantity: number;
}

/** Actions of the inventory service. */
export type InventoryActions = ActionsOf<
  "inventory",
  typeof params,
  {
    /** Over all locations, or at one. Throws `sku_not_found`. */
    get: StockLevel;
    movements: List<StockMovement>;
    /** Sets or adjusts the stock on hand. Throws `insufficient_stock` when less than is reserved would remain. */
    set: StockLevel;
    /** Reserves stock for an order, all of it or none; SKUs that are not kept in stock are ignored. Throws `out_of_stock`, `reservation_released`. */
    reserve: { reserved: StockLine[] };
    /** Releases a reservation; with `undoes` also one that arrives later. */
    release: { released: StockLine[] };
    /** Takes reserved stock out of stock: it is sold. */
    commit: { committed: StockLine[] };
    /**
     * Restocks pieces, once for each reference. When stock was moved for `taken_for`, such as a cancelled order, only that
     * stock comes back, to its location, and what is still reserved for it is released.
     */
    restore: { restored: StockLine[] };
    /** Stock levels that differ from the sum of their ledger. */
    check: {
      wrong: { sku: string; on_hand: number; reserved: number; ledger_on_hand: number; ledger_reserved: number }[];
      next: string | null;
    };
  }
>;
