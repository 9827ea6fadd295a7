import { asciiDigits } from "../../mixins/values/digits.ts";
import { fold } from "../../mixins/values/fold.ts";
import {
  financialStatuses,
  type NewOrder,
  type NewOrderItem,
  type Order,
  type OrderStatus,
  orderFulfillmentStatuses,
  orderStatuses,
  paymentStatuses,
} from "../contracts.ts";
import { fail } from "./orders.errors.ts";

type Statuses = Pick<Order, "status" | "payment_status" | "financial_status" | "fulfillment_status">;

/** The four statuses as one number, a digit each: the key of the index that lists by status use. Never renumber it. */
export const stateOf = (order: Statuses): number =>
  orderStatuses.indexOf(order.status) * 1_000 +
  paymentStatuses.indexOf(order.payment_status) * 100 +
  financialStatuses.indexOf(order.financial_status) * 10 +
  orderFulfillmentStatuses.indexOf(order.fulfillment_status);

/** The four statuses of a state. */
export const statusesOf = (state: number): Partial<Statuses> => ({
  status: orderStatuses[Math.floor(state / 1_000)],
  payment_status: paymentStatuses[Math.floor(state / 100) % 10],
  financial_status: financialStatuses[Math.floor(state / 10) % 10],
  fulfillment_status: orderFulfillmentStatuses[state % 10],
});

/** All states, ascending. */
export const everyState: readonly number[] = orderStatuses.flatMap((status) =>
  paymentStatuses.flatMap((payment_status) =>
    financialStatuses.flatMap((financial_status) =>
      orderFulfillmentStatuses.map((fulfillment_status) =>
        stateOf({ status, payment_status, financial_status, fulfillment_status }),
      ),
    ),
  ),
);

/** The grand total of an order, in minor units. */
export const grandTotal = (amounts: Pick<NewOrder, "sub_total" | "discount" | "tax" | "shipping" | "tip">): number =>
  amounts.sub_total - amounts.discount + amounts.tax + amounts.shipping + amounts.tip;

/** The total of a line, in minor units. */
export function lineTotal({ quantity, unit_price, modifiers = [] }: NewOrderItem): number {
  return quantity * modifiers.reduce((sum, modifier) => sum + modifier.price * modifier.quantity, unit_price);
}

/** Refuses a discount above the sub total. Throws `invalid_discount`. */
export function assertDiscount({ sub_total, discount }: Pick<NewOrder, "sub_total" | "discount">): void {
  if (discount > sub_total) throw fail("invalid_discount");
}

/** Refuses another status for an order that is delivered or cancelled. Throws `invalid_status_transition`. */
export function assertMovable(status: OrderStatus): void {
  if (!isMovable(status)) throw fail("invalid_status_transition");
}

/** False once an order is delivered or cancelled. */
export const isMovable = (status: OrderStatus): boolean => status !== "delivered" && status !== "cancelled";

/** Refuses to cancel an order that is shipped, delivered, refunded or cancelled. Throws `order_already_cancelled`, `order_not_cancellable`. */
export function assertCancellable(status: OrderStatus): void {
  if (status === "cancelled") throw fail("order_already_cancelled");
  if (status === "shipped" || status === "delivered" || status === "refunded") throw fail("order_not_cancellable");
}

// How long before it is due a kitchen or a warehouse needs an order.
const leadMs = 30 * 60_000;

/** True for an order that is scheduled for later than its creation: it is pending until it is released. */
export const isHeld = <O extends Pick<Order, "scheduled_at" | "created_at">>(order: O): order is O & Scheduled =>
  order.scheduled_at !== null && order.scheduled_at > order.created_at;

interface Scheduled {
  scheduled_at: number;
}

/** When an order that is due at a time is released. */
export const releaseAt = (scheduled_at: number): number => scheduled_at - leadMs;

/** An order's tags with some added at the end and some taken out. Throws `too_many_tags`. */
export function retagged(tags: readonly string[], add: readonly string[] = [], remove: readonly string[] = []) {
  // Tags of before have the spaces that they were written with.
  const kept = [...new Set([...tags, ...add])].filter((tag) => !remove.includes(tag.trim()));
  if (kept.length > Math.max(100, tags.length)) throw fail("too_many_tags");
  return kept;
}

/** The readable number of an order: `A-1042`. */
export const orderNumber = (sequence: number): string => `A-${sequence}`;

/** The number before a store's first one. */
export const numbersStartAfter = 1_000;

/**
 * The numbers whose readable form begins with a text, as inclusive ranges: `A-12` is 12, 120–129, and so on.
 * Null for all numbers.
 */
export function numbersBeginning(text: string): [number, number][] | null {
  const plain = asciiDigits(fold(text)).trim();
  const digits = /^a(?:-(\d*))?$/.exec(plain)?.[1];
  if (digits === undefined) return /^a?$/.test(plain) ? null : [];
  if (digits === "") return null;
  if (digits.startsWith("0") || digits.length > longestNumber) return [];
  const first = Number(digits);
  return Array.from({ length: longestNumber - digits.length + 1 }, (_, more): [number, number] => {
    const scale = 10 ** more;
    return [first * scale, (first + 1) * scale - 1];
  });
}

const longestNumber = 12;
