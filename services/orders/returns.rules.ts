import type { ItemQuantity, OrderItem } from "../contracts.ts";
import { fail } from "./orders.errors.ts";

/** The state of a return, as its order counts it: requested, returned, or released. */
export type ReturnState = "claimed" | "returned" | "released";

/** The quantities that a return holds of its order. */
export interface ReturnClaim {
  id: string;
  state: ReturnState;
  items: ItemQuantity[];
}

const dayMs = 24 * 3600 * 1000;

/** Refuses orders that are not delivered, or were before the return window. Throws `item_not_returnable`. */
export function assertReturnable(
  order: { status: string; delivered_at: number | null; updated_at: number },
  window_days: number,
  now: number,
): void {
  if (order.status !== "delivered") throw fail("item_not_returnable");
  // Old rows have no time of delivery; their last change was the delivery or later.
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

/** Refuses more than can still be returned; each item may be named once. Throws `quantity_exceeds_returnable`. */
export function assertLeft(
  items: readonly OrderItem[],
  claims: readonly ReturnClaim[],
  wanted: readonly ItemQuantity[],
): void {
  if (new Set(wanted.map(({ item_id }) => item_id)).size < wanted.length) throw fail("quantity_exceeds_returnable");
  for (const [index, item] of items.entries()) {
    const left = returnable(item, claims);
    if ((wanted[index]?.quantity ?? 0) <= left) continue;
    throw fail("quantity_exceeds_returnable", [{ path: `items.${index}.quantity`, message: `is more than ${left}` }]);
  }
}

type Bought = Pick<OrderItem, "id" | "quantity" | "cancelled_quantity" | "returned_quantity">;

/** How many of a delivered item may still be returned. */
export function returnable(item: Bought, claims: readonly ReturnClaim[]): number {
  const open = claims.filter(({ state }) => state === "claimed").flatMap(({ items }) => items);
  const claimed = open.reduce((sum, { item_id, quantity }) => (item_id === item.id ? sum + quantity : sum), 0);
  return Math.max(0, item.quantity - item.cancelled_quantity - item.returned_quantity - claimed);
}
