import type { FullOrder, OrderItem, Store } from "../../../contracts.ts";

// What a shopper may do with an order in its current state. These are forecasts for the client: the services decide.

const dayMs = 24 * 3_600 * 1_000;

/** The number of days after delivery in which a store accepts returns. */
export const returnWindowDays = ({ settings }: Store): number => settings.return_window_days ?? 30;

/** True while the shopper may cancel. */
export const isCancellationAllowed = ({ status }: FullOrder): boolean => status === "pending" || status === "confirmed";

/** True while some item of the order can still be returned. */
export function isReturnAllowed(order: FullOrder, store: Store, now: number): boolean {
  if (order.status !== "delivered") return false;
  const since = order.delivered_at ?? order.updated_at;
  return now <= since + returnWindowDays(store) * dayMs && order.items.some((item) => leftOf(order, item) > 0);
}

/** True when the last payment failed and the order is neither cancelled nor refunded. */
export const isRetryAvailable = ({ status, payment_status, money }: FullOrder): boolean =>
  status !== "cancelled" &&
  status !== "refunded" &&
  payment_status === "failed" &&
  money.payments.at(-1)?.status === "failed";

/** The amount due, in minor units. */
export function amountDue({ status, grand_total, money }: FullOrder): number {
  return status === "cancelled" || status === "refunded" ? 0 : Math.max(0, grand_total - money.captured);
}

/** The details of a cancellation when the shopper wrote them; a merchant's details are internal. */
export function wordsOfCancellation(order: FullOrder): string | null {
  const entry = order.timeline.find(({ type }) => type === "order.cancelled");
  return entry?.actor === `customer:${order.customer_id}` ? order.cancel_reason_details : null;
}

function leftOf({ returns }: FullOrder, item: OrderItem): number {
  const open = returns.filter(({ status }) => status === "requested" || status === "approved");
  const lines = open.flatMap(({ items }) => items).filter(({ item_id }) => item_id === item.id);
  const asked = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return item.quantity - item.cancelled_quantity - item.returned_quantity - asked;
}
