import type { MovementType, StockLevel, StockLine } from "../contracts/inventory.ts";

/** The largest quantity of one SKU at one location. */
export const largestQuantity = 1_000_000_000;

/** The factor by which each type of movement changes the quantities on hand and reserved. */
export const effects: Readonly<Record<MovementType, { on_hand: 0 | 1; reserved: 0 | 1 }>> = {
  set: { on_hand: 1, reserved: 0 },
  adjust: { on_hand: 1, reserved: 0 },
  restore: { on_hand: 1, reserved: 0 },
  reserve: { on_hand: 0, reserved: 1 },
  release: { on_hand: 0, reserved: 1 },
  commit: { on_hand: 1, reserved: 1 },
};

/** A SKU at one location; stock without a location has the location "". */
export interface Place {
  sku: string;
  location_id: string;
}

/** The stock level of a SKU at one location. */
export interface Level extends Place {
  on_hand: number;
  reserved: number;
  version: number;
  created_at: number;
  updated_at: number;
}

/** A ledger line, as far as it shows what a reference has done. */
export interface LedgerLine extends Place {
  type: MovementType;
  quantity: number;
}

/** Sums lines by SKU, in the order in which SKUs are locked. */
export function sumLines(lines: readonly StockLine[]): StockLine[] {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return [...sums].map(([sku, quantity]) => ({ sku, quantity })).sort((one, other) => (one.sku < other.sku ? -1 : 1));
}

/** Where a line is taken from: the requested location, else the stock without a location. */
export function placeOf<L extends Place>(levels: readonly L[], location_id = ""): L | undefined {
  return (
    levels.find((level) => level.location_id === location_id) ?? levels.find(({ location_id }) => location_id === "")
  );
}

/** What a reference still reserves, by location. */
export function heldIn(ledger: readonly LedgerLine[]): (Place & { quantity: number })[] {
  const held = new Map<string, Place & { quantity: number }>();
  for (const { type, sku, location_id, quantity } of ledger) {
    const key = `${location_id}\n${sku}`;
    const sum = (held.get(key)?.quantity ?? 0) + quantity * effects[type].reserved;
    held.set(key, { sku, location_id, quantity: sum });
  }
  return [...held.values()].filter(({ quantity }) => quantity > 0);
}

/** What a reference has sold, by location. */
export function soldIn(ledger: readonly LedgerLine[]): (Place & { quantity: number })[] {
  const sold = ledger.filter(({ type }) => type === "commit");
  return sold.map(({ sku, location_id, quantity }) => ({ sku, location_id, quantity: -quantity }));
}

/** What movements of one type have moved for a reference, summed by SKU. */
export const movedIn = (ledger: readonly LedgerLine[], wanted: MovementType): StockLine[] =>
  sumLines(
    ledger.filter(({ type }) => type === wanted).map(({ sku, quantity }) => ({ sku, quantity: Math.abs(quantity) })),
  );

/**
 * Sums the levels of one SKU. The version rises with each movement of any of them, so it is their number of movements.
 */
export function totalOf(sku: string, levels: readonly Level[]): StockLevel {
  const sum = (column: "on_hand" | "reserved" | "version") => levels.reduce((total, level) => total + level[column], 0);
  const [on_hand, reserved] = [sum("on_hand"), sum("reserved")];
  const created_at = Math.min(...levels.map((level) => level.created_at));
  const updated_at = Math.max(...levels.map((level) => level.updated_at));
  return { sku, on_hand, reserved, available: on_hand - reserved, version: sum("version"), created_at, updated_at };
}
