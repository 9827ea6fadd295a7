import type { ItemQuantity, OrderItem } from "../contracts.ts";
import { fail } from "./orders.errors.ts";
import type { Move } from "./pieces.rules.ts";

/** The state of a return, as its order counts it: requested, returned, or released. */
export type ReturnState = "claimed" | "returned" | "released";

/** The quantities that a return holds of its order. */
export interface ReturnClaim {
  id: string;
  state: ReturnState;
  items: ItemQuantity[];
}

const dayMs = 24 * 3600 * 1000;

/** Refuses orders that were delivered before the return window. Throws `item_not_returnable`. */
export function assertInTime(
  order: { delivered_at: number | null; updated_at: number },
  window_days: number,
  now: number,
): void {
  // An order that is not delivered as a whole has no time of delivery, and old rows may have none.
  const since = order.delivered_at ?? order.updated_at;
  if (now > since + window_days * dayMs) throw fail("item_not_returnable");
}

/** The items that a return names, in the sequence of the request. Throws `item_not_found`. */
export const named = (items: readonly OrderItem[], wanted: readonly ItemQuantity[]): OrderItem[] =>
  wanted.map(({ item_id }, index) => {
    const item = items.find(({ id }) => id === item_id);
    if (item) return item;
    throw fail("item_not_found", [{ path: `items.${index}.id`, message: "is no item of the order" }]);
  });

/**
 * Refuses pieces that are not with the customer, and more than can still be returned; each item may be named once.
 * Throws `item_not_returnable`, `quantity_exceeds_returnable`.
 */
export function assertLeft(items: readonly OrderItem[], wanted: readonly ItemQuantity[]): void {
  if (new Set(wanted.map(({ item_id }) => item_id)).size < wanted.length) throw fail("quantity_exceeds_returnable");
  for (const [index, { pieces }] of items.entries()) {
    const path = `items.${index}.quantity`;
    const { delivered, requested, returned, replaced } = pieces;
    if (delivered + requested + returned + replaced === 0)
      throw fail("item_not_returnable", [{ path, message: "is of an item that was not delivered" }]);
    if ((wanted[index]?.quantity ?? 0) > delivered)
      throw fail("quantity_exceeds_returnable", [{ path, message: `is more than ${delivered}` }]);
  }
}

/** What the pieces of a received return do: some of them are replaced. */
export function receiptOf({ items }: ReturnClaim, replaced: readonly ItemQuantity[] = []): Move[] {
  const again = new Map(replaced.map(({ item_id, quantity }) => [item_id, quantity]));
  const kept = items.map(({ item_id, quantity }) => ({ item_id, quantity: quantity - (again.get(item_id) ?? 0) }));
  return [
    { from: "requested", to: "returned", pieces: kept.filter(({ quantity }) => quantity > 0) },
    { from: "requested", to: "replaced", pieces: replaced },
  ];
}
