import { notPaidInTime } from "../../../contracts/orders.ts";
import type { FullOrder, OrderItem, Store } from "../../../contracts.ts";

// What a shopper may do with an order in its current state. These are forecasts for the client: the services decide.

const dayMs = 24 * 3_600 * 1_000;

/** The number of days after delivery in which a store accepts returns. */
export const returnWindowDays = ({ settings }: Store): number => settings.return_window_days ?? 30;

/** True while the shopper may cancel: nothing of the order was sent. */
export const isCancellationAllowed = ({ status, items }: FullOrder): boolean =>
  (status === "pending" || status === "confirmed") && !items.some(isSent);

/** True while some piece of the order is with the shopper and can still be returned. */
export function isReturnAllowed(order: FullOrder, store: Store, now: number): boolean {
  const since = order.delivered_at ?? order.updated_at;
  return now <= since + returnWindowDays(store) * dayMs && order.items.some(({ pieces }) => pieces.delivered > 0);
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

/** The details of a cancellation when the shopper wrote them, or nobody paid; a merchant's details are internal. */
export function wordsOfCancellation(order: FullOrder): string | null {
  if (order.cancel_reason_details === notPaidInTime) return notPaidInTime;
  const entry = order.timeline.find(({ type }) => type === "order.cancelled");
  return entry?.actor === `customer:${order.customer_id}` ? order.cancel_reason_details : null;
}

const isSent = ({ pieces }: OrderItem): boolean =>
  pieces.shipped + pieces.delivered + pieces.requested + pieces.returned + pieces.replaced > 0;
