import { pick } from "../../mixins/values/pick.ts";
import type { ItemQuantity, OrderItem, OrderReturn, ReturnItem, ReturnStatus, Snapshot } from "../contracts.ts";
import { fail } from "./orders.errors.ts";
import type { Move } from "./pieces.rules.ts";
import { quantitiesOf } from "./return-items.rules.ts";

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

/**
 * Refuses pieces that are not with the customer, and more than can still be returned.
 * Throws `item_not_returnable`, `quantity_exceeds_returnable`.
 */
export function assertReturnable(items: readonly OrderItem[], wanted: readonly ItemQuantity[]): void {
  for (const [index, { item_id, quantity }] of wanted.entries()) {
    const path = `return_items.${index}.quantity`;
    const {
      delivered = 0,
      requested = 0,
      returned = 0,
      replaced = 0,
    } = items.find(({ id }) => id === item_id)?.pieces ?? {};
    if (delivered + requested + returned + replaced === 0)
      throw fail("item_not_returnable", [{ path, message: "is of an item that was not delivered" }]);
    if (quantity > delivered)
      throw fail("quantity_exceeds_returnable", [{ path, message: `is more than ${delivered}` }]);
  }
}

const next: Record<ReturnStatus, readonly ReturnStatus[]> = {
  requested: ["approved", "rejected"],
  approved: ["received", "rejected"],
  rejected: [],
  received: [],
};

/** Checks that a return can change to a status. Throws `invalid_return_transition`. */
export function assertNextReturn(from: ReturnStatus, to: ReturnStatus): void {
  if (!next[from].includes(to)) throw fail("invalid_return_transition");
}

/** What pieces do when they are asked back. */
export const requestMove = (items: readonly ItemQuantity[]): Move => ({
  from: "delivered",
  to: "requested",
  pieces: quantitiesOf(items),
});

/** What the pieces of a return do when it gets a status; those to be replaced are so when there is a replacement. */
export function returnMoves(items: readonly ReturnItem[], to: ReturnStatus, isReplaced: boolean): Move[] {
  if (to === "rejected") return [{ from: "requested", to: "delivered", pieces: quantitiesOf(items) }];
  if (to !== "received") return [];
  const replaced = isReplaced ? items.filter(wantsReplacement) : [];
  const returned = items.filter((item) => !replaced.includes(item));
  return [
    { from: "requested", to: "returned", pieces: quantitiesOf(returned) },
    { from: "requested", to: "replaced", pieces: quantitiesOf(replaced) },
  ];
}

/** True for an item of a return that is to be sent once more. */
export const wantsReplacement = ({ resolution }: Pick<ReturnItem, "resolution">): boolean =>
  resolution === "replacement";

/** How events of an order name the state of a return's pieces. */
export const claimStateOf = (status: ReturnStatus): "claimed" | "returned" | "released" =>
  status === "received" ? "returned" : status === "rejected" ? "released" : "claimed";

/** An item as it is kept once its customer is erased. */
export const withoutReason = (item: ReturnItem): ReturnItem => ({ ...item, return_reason: "" });

/** The part of a return that its events carry: no address and no free text. */
export const returnSnapshot = ({ items, ...rest }: OrderReturn): Snapshot => ({
  ...pick(rest, ["order_number", "status"]),
  items: items.map((item) => pick(item, ["item_id", "sku", "quantity", "resolution", "amount"])),
  ...pick(rest, ["refund_amount", "currency", "replacement_order_id"]),
});
