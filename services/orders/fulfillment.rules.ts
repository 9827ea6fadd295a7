import type {
  FulfilledItem,
  FulfillmentStatus,
  ItemQuantity,
  OrderFulfillmentStatus,
  OrderItem,
  OrderStatus,
} from "../contracts.ts";
import { fail } from "./orders.errors.ts";

/** The state of a fulfilment; a `claimed` one is being created and not yet visible to clients. */
export type FulfillmentState = "claimed" | FulfillmentStatus;

/** The quantities that a fulfilment holds of its order. */
export interface OrderFulfillment {
  id: string;
  state: FulfillmentState;
  items: ItemQuantity[];
}

/** One of an order's fulfilments. Throws `fulfillment_not_found`. */
export function fulfillmentOf(fulfillments: readonly OrderFulfillment[], fulfillment_id: string): OrderFulfillment {
  const fulfillment = fulfillments.find(({ id }) => id === fulfillment_id);
  if (!fulfillment) throw fail("fulfillment_not_found");
  return fulfillment;
}

type Counted = Pick<OrderItem, "id" | "quantity" | "fulfilled_quantity" | "cancelled_quantity">;

/** How many of an item a new fulfilment may still get; claimed quantities are not available. */
export function leftOf(item: Counted, fulfillments: readonly OrderFulfillment[]): number {
  const claimed = sumOf(
    fulfillments.filter(({ state }) => state === "claimed"),
    item.id,
  );
  return Math.max(0, item.quantity - item.cancelled_quantity - item.fulfilled_quantity - claimed);
}

/**
 * The items and quantities of a new fulfilment; without `wanted` all that remains.
 * Throws `item_not_found`, `quantity_exceeds_unfulfilled`.
 */
export function taken(
  items: readonly OrderItem[],
  fulfillments: readonly OrderFulfillment[],
  wanted: readonly ItemQuantity[] | undefined,
): FulfilledItem[] {
  const all = wanted ?? items.map((item) => ({ item_id: item.id, quantity: leftOf(item, fulfillments) }));
  const some = all.filter(({ quantity }) => quantity > 0);
  if (some.length === 0 || hasTwice(some)) throw fail("quantity_exceeds_unfulfilled");
  return some.map(({ item_id, quantity }, index) => {
    const item = items.find(({ id }) => id === item_id);
    if (!item) throw fail("item_not_found", [{ path: `items.${index}.id`, message: "is no item of the order" }]);
    const left = leftOf(item, fulfillments);
    if (quantity > left)
      throw fail("quantity_exceeds_unfulfilled", [
        { path: `items.${index}.quantity`, message: `is more than ${left}` },
      ]);
    return { id: item.id, sku: item.sku, name: item.name, quantity };
  });
}

const hasTwice = (items: readonly ItemQuantity[]) => new Set(items.map(({ item_id }) => item_id)).size < items.length;

/** Items with a fulfilment's quantities added to the fulfilled ones (`sign` 1) or subtracted from them (-1). */
export function counted<Item extends Counted>(
  items: readonly Item[],
  fulfillment: OrderFulfillment,
  sign: 1 | -1,
): Item[] {
  return items.map((item) => ({
    ...item,
    fulfilled_quantity: Math.max(0, item.fulfilled_quantity + sign * sumOf([fulfillment], item.id)),
  }));
}

/** How much of an order is fulfilled, apart from cancelled quantities. */
export function fulfillmentStatusOf(items: readonly Counted[]): OrderFulfillmentStatus {
  if (items.every(({ fulfilled_quantity }) => fulfilled_quantity === 0)) return "unfulfilled";
  const isWhole = items.every((item) => item.fulfilled_quantity >= item.quantity - item.cancelled_quantity);
  return isWhole ? "fulfilled" : "partial";
}

const next: Record<FulfillmentState, readonly FulfillmentStatus[]> = {
  claimed: [],
  pending: ["shipped", "delivered", "cancelled"],
  shipped: ["delivered"],
  delivered: [],
  cancelled: [],
};

/** Refuses a status that may not follow the present one. Throws `invalid_fulfillment_transition`. */
export function assertNext(from: FulfillmentState, to: FulfillmentStatus): void {
  if (!next[from].includes(to)) throw fail("invalid_fulfillment_transition");
}

/** Refuses to fulfil a cancelled order. Throws `order_not_fulfillable`. */
export function assertFulfillable(status: OrderStatus): void {
  if (status === "cancelled") throw fail("order_not_fulfillable");
}

/** Refuses to cancel an order with a shipped or delivered fulfilment. Throws `order_not_cancellable`. */
export function assertNoneSent(fulfillments: readonly OrderFulfillment[]): void {
  if (fulfillments.some(isSent)) throw fail("order_not_cancellable");
}

/** The status of an order by its fulfilments: shipped when all are, and delivered when all are. */
export function followed(
  status: OrderStatus,
  fulfillments: readonly OrderFulfillment[],
  fulfillment_status: OrderFulfillmentStatus,
): OrderStatus {
  const live = fulfillments.filter(({ state }) => state !== "cancelled");
  const isEnd = status === "delivered" || status === "cancelled" || status === "refunded";
  if (isEnd || fulfillment_status !== "fulfilled" || live.length === 0) return status;
  if (live.every(({ state }) => state === "delivered")) return "delivered";
  return live.every(isSent) ? "shipped" : status;
}

/** True for a fulfilment that is claimed or pending: not shipped, not cancelled. */
export const isOpen = ({ state }: OrderFulfillment): boolean => state === "claimed" || state === "pending";

const isSent = ({ state }: OrderFulfillment) => state === "shipped" || state === "delivered";

const sumOf = (fulfillments: readonly OrderFulfillment[], id: string) =>
  fulfillments.reduce((sum, { items }) => sum + (items.find(({ item_id }) => item_id === id)?.quantity ?? 0), 0);
