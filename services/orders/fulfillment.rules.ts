import type {
  FulfilledItem,
  FulfillmentStatus,
  ItemQuantity,
  Order,
  OrderFulfillmentStatus,
  OrderItem,
  OrderStatus,
} from "../contracts.ts";
import { fail } from "./orders.errors.ts";
import { allIn, canMove, inState, isAnySent, leftOf, type Move, moved, type Place } from "./pieces.rules.ts";

/** The state of a fulfilment; a `claimed` one is being created and not yet visible to clients. */
export type FulfillmentState = "claimed" | FulfillmentStatus;

/** The quantities that a fulfilment holds of its order. */
export interface OrderFulfillment {
  id: string;
  state: FulfillmentState;
  items: SentQuantity[];
}

/** A quantity of an item in a fulfilment; `again` of them were lost on their way before. */
export type SentQuantity = ItemQuantity & { again?: number };

/** One of an order's fulfilments. Throws `fulfillment_not_found`. */
export function fulfillmentOf(fulfillments: readonly OrderFulfillment[], fulfillment_id: string): OrderFulfillment {
  const fulfillment = fulfillments.find(({ id }) => id === fulfillment_id);
  if (!fulfillment) throw fail("fulfillment_not_found");
  return fulfillment;
}

/**
 * The items and quantities of a new fulfilment; without `wanted` all that remains.
 * Throws `item_not_found`, `quantity_exceeds_unfulfilled`.
 */
export function taken(items: readonly OrderItem[], wanted: readonly ItemQuantity[] | undefined): FulfilledItem[] {
  const all = wanted ?? items.map((item) => ({ item_id: item.id, quantity: leftOf(item) }));
  const some = all.filter(({ quantity }) => quantity > 0);
  if (some.length === 0 || hasTwice(some)) throw fail("quantity_exceeds_unfulfilled");
  return some.map(({ item_id, quantity }, index) => {
    const item = items.find(({ id }) => id === item_id);
    if (!item) throw fail("item_not_found", [{ path: `items.${index}.id`, message: "is no item of the order" }]);
    const left = leftOf(item);
    if (quantity > left)
      throw fail("quantity_exceeds_unfulfilled", [
        { path: `items.${index}.quantity`, message: `is more than ${left}` },
      ]);
    return { id: item.id, sku: item.sku, name: item.name, quantity };
  });
}

const hasTwice = (items: readonly ItemQuantity[]) => new Set(items.map(({ item_id }) => item_id)).size < items.length;

/** The pieces of a fulfilment: a line's lost pieces are taken after all others. */
export const piecesOf = (items: readonly OrderItem[], wanted: readonly FulfilledItem[]): SentQuantity[] =>
  wanted.map(({ id: item_id, quantity }) => {
    const item = items.find(({ id }) => id === item_id);
    const again = Math.max(0, quantity - (item ? inState(item, "open") : 0));
    return { item_id, quantity, ...(again > 0 ? { again } : {}) };
  });

/** Those of some pieces that were lost before. */
export const lostIn = (pieces: readonly SentQuantity[]): ItemQuantity[] =>
  pieces.flatMap(({ item_id, again = 0 }) => (again > 0 ? { item_id, quantity: again } : []));

const neverLostIn = (pieces: readonly SentQuantity[]): ItemQuantity[] =>
  pieces.flatMap(({ item_id, quantity, again = 0 }) =>
    quantity > again ? { item_id, quantity: quantity - again } : [],
  );

/** What pieces do when a fulfilment claims them. */
export const claimOf = (pieces: readonly SentQuantity[]): Move[] => [
  { from: "open", to: "claimed", pieces: neverLostIn(pieces) },
  { from: "lost", to: "claimed", pieces: lostIn(pieces) },
];

const placeOf: Record<FulfillmentState, Place> = {
  claimed: "claimed",
  pending: "packed",
  shipped: "shipped",
  delivered: "delivered",
  cancelled: "open",
  lost: "lost",
  returned_to_sender: "open",
};

/** What the pieces of a fulfilment do when it gets another state. */
export const moveOf = ({ state, items }: OrderFulfillment, to: FulfillmentState): Move => ({
  from: placeOf[state],
  to: placeOf[to],
  pieces: items,
});

/** What the pieces of a fulfilment do when its creation is undone: those that were lost are lost again. */
export const undoOf = ({ state, items }: OrderFulfillment): Move[] => [
  { from: placeOf[state], to: "open", pieces: neverLostIn(items) },
  { from: placeOf[state], to: "lost", pieces: lostIn(items) },
];

/** How much of an order is fulfilled, apart from cancelled quantities. */
export function fulfillmentStatusOf(items: readonly OrderItem[]): OrderFulfillmentStatus {
  if (items.every(({ fulfilled_quantity }) => fulfilled_quantity === 0)) return "unfulfilled";
  return items.every((item) => leftOf(item) === 0 && item.pieces.claimed === 0) ? "fulfilled" : "partial";
}

const next: Record<FulfillmentState, readonly FulfillmentStatus[]> = {
  claimed: [],
  pending: ["shipped", "delivered", "cancelled"],
  shipped: ["delivered", "lost", "returned_to_sender"],
  lost: ["delivered", "returned_to_sender"],
  delivered: [],
  returned_to_sender: [],
  cancelled: [],
};

/**
 * Refuses a status that may not follow the present one, also for a lost fulfilment whose pieces were sent again or
 * refunded. Throws `invalid_fulfillment_transition`.
 */
export function assertNext(fulfillment: OrderFulfillment, to: FulfillmentStatus, items: readonly OrderItem[]): void {
  if (!canFollow(fulfillment, to, items)) throw fail("invalid_fulfillment_transition");
}

/** True when a fulfilment gets a status with its order: one that is not there yet, and is not lost for good. */
export function canFollow(fulfillment: OrderFulfillment, to: FulfillmentStatus, items: readonly OrderItem[]) {
  const { from, pieces } = moveOf(fulfillment, to);
  return next[fulfillment.state].includes(to) && canMove(items, from, pieces);
}

/**
 * What setting a status does: the fulfilments that follow, what is left for a new one, and the moves of the pieces. Lost
 * pieces are found when their parcel is delivered; else they are to be sent again first. Throws `pieces_lost`.
 */
export function sendingOf(
  items: readonly OrderItem[],
  fulfillments: readonly OrderFulfillment[],
  to: "shipped" | "delivered",
): { following: OrderFulfillment[]; rest: ItemQuantity[]; moves: Move[] } {
  const following: OrderFulfillment[] = [];
  let now = items;
  for (const fulfillment of fulfillments) {
    if (!canFollow(fulfillment, to, now)) continue;
    following.push(fulfillment);
    now = moved(now, moveOf(fulfillment, to));
  }
  if (now.some(({ pieces }) => pieces.lost > 0)) throw fail("pieces_lost");
  const rest = allIn(items, "open");
  const moves = following.map((fulfillment) => moveOf(fulfillment, to));
  return { following, rest, moves: [...moves, { from: "open", to, pieces: rest }] };
}

/** Refuses to fulfil an order that is cancelled or refunded. Throws `order_not_fulfillable`. */
export function assertFulfillable({ status }: Pick<Order, "status">): void {
  if (status === "cancelled" || status === "refunded") throw fail("order_not_fulfillable");
}

/** Refuses to send pieces of an order whose money is all given back. Throws `order_not_fulfillable`. */
export function assertPaid({ financial_status }: Pick<Order, "financial_status">): void {
  if (financial_status === "refunded") throw fail("order_not_fulfillable");
}

/** Refuses to change a fulfilment of a cancelled order. Throws `order_not_fulfillable`. */
export function assertNotCancelled({ status }: Pick<Order, "status">): void {
  if (status === "cancelled") throw fail("order_not_fulfillable");
}

/** Refuses to cancel an order of which pieces were sent. Throws `order_not_cancellable`. */
export function assertNoneSent(items: readonly OrderItem[]): void {
  if (isAnySent(items)) throw fail("order_not_cancellable");
}

/**
 * The status of an order by its pieces: delivered when all are, shipped when all are on their way or there, and back in
 * processing when it was shipped and some are to be sent again.
 */
export function followed(status: OrderStatus, items: readonly OrderItem[]): OrderStatus {
  if (status === "delivered" || status === "cancelled" || status === "refunded") return status;
  if (fulfillmentStatusOf(items) !== "fulfilled") return status === "shipped" ? "processing" : status;
  if (items.some(({ pieces }) => pieces.packed > 0)) return status;
  return items.some(({ pieces }) => pieces.shipped > 0) ? "shipped" : "delivered";
}

/** True for a fulfilment that is claimed or pending: not shipped, not cancelled. */
export const isOpen = ({ state }: OrderFulfillment): boolean => state === "claimed" || state === "pending";
