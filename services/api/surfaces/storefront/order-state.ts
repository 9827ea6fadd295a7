import type { FullOrder, OrderItem, Store } from "../../../contracts.ts";

// What a shopper may do with an order as it stands. The services decide when they are asked; these say beforehand.

const dayMs = 24 * 3_600 * 1_000;

/** For how many days after delivery a store takes items back. */
export const returnWindowDays = ({ settings }: Store): number => settings.return_window_days ?? 30;

/** True while the shopper may cancel. */
export const isCancellationAllowed = ({ status }: FullOrder): boolean => status === "pending" || status === "confirmed";

/** True while something that was delivered may still come back. */
export function isReturnAllowed(order: FullOrder, store: Store, now: number): boolean {
  if (order.status !== "delivered") return false;
  const since = order.delivered_at ?? order.updated_at;
  return now <= since + returnWindowDays(store) * dayMs && order.items.some((item) => leftOf(order, item) > 0);
}

/** True when the last payment failed and the order still stands. */
export const isRetryAvailable = ({ status, payment_status, money }: FullOrder): boolean =>
  status !== "cancelled" &&
  status !== "refunded" &&
  payment_status === "failed" &&
  money.payments.at(-1)?.status === "failed";

/** What is still to be paid, in minor units. */
export function amountDue({ status, grand_total, money }: FullOrder): number {
  return status === "cancelled" || status === "refunded" ? 0 : Math.max(0, grand_total - money.captured);
}

/** What was said of a cancellation, to whoever said it: a merchant's words about it are the merchant's own. */
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
