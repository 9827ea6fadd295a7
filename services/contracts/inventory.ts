import type { List, Paging, Write } from "./common.ts";

export interface StockLevel {
  sku: string;
  on_hand: number;
  reserved: number;
  available: number;
  version: number;
  created_at: number;
  updated_at: number;
}

export type MovementType = "set" | "adjust" | "reserve" | "release" | "commit" | "restore";

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

/** What holds stock, such as an order: every movement for it happens once, however often it is asked for. */
interface ForReference {
  store_id: number;
  tenant_id: string;
  reference: string;
  /** Where the stock lies; the store's own when absent or when nothing is kept there. */
  location_id?: string;
}

/** Actions of the inventory service. */
export interface InventoryActions {
  /** Over all locations, or at one. Throws `sku_not_found`. */
  "inventory.get": { params: { store_id: number; sku: string; location_id?: string }; result: StockLevel };
  "inventory.movements": { params: { store_id: number; sku: string } & Paging; result: List<StockMovement> };
  /** Sets what is on hand, or adds to it. Throws `insufficient_stock` when less than is reserved would be left. */
  "inventory.set": {
    params: Write & {
      store_id: number;
      tenant_id: string;
      sku: string;
      location_id?: string;
      on_hand?: number;
      adjust?: number;
      reason?: string;
      if_versions?: number[];
    };
    result: StockLevel;
  };
  /** Holds stock for an order, all of it or none; SKUs that are not kept in stock are passed over. Throws `out_of_stock`, `reservation_released`. */
  "inventory.reserve": { params: Write & ForReference & { lines: StockLine[] }; result: { reserved: StockLine[] } };
  /** Lets go of what is held, also what a step `undoes` may still be about to hold. */
  "inventory.release": {
    params: Write & ForReference & { undoes?: string };
    result: { released: StockLine[] };
  };
  /** Takes what is held off the shelf: it is sold. */
  "inventory.commit": { params: Write & ForReference; result: { committed: StockLine[] } };
  /**
   * Puts pieces back on the shelf. Once for each reference. Where something was moved for `taken_for`, such as the order
   * that is cancelled, only what it took comes back, to where it was taken from, and what it still holds is let go.
   */
  "inventory.restore": {
    params: Write & ForReference & { lines: StockLine[]; taken_for?: string };
    result: { restored: StockLine[] };
  };
  /** Levels that are not the sum of their ledger. */
  "inventory.check": {
    params: { store_id: number; after?: string; limit: number };
    result: {
      wrong: { sku: string; on_hand: number; reserved: number; ledger_on_hand: number; ledger_reserved: number }[];
      next: string | null;
    };
  };
}
