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
