import type { BankAccount, OrderMoney, OrderRef, OrderWithItems } from "../contracts.ts";
import { fail } from "./orchestra.errors.ts";

/** Refuses to cancel an order that is shipped or already cancelled. Throws `order_already_cancelled`, `order_not_cancellable`. */
export function assertCancellable({ status }: OrderWithItems): void {
  if (status === "cancelled") throw fail("order_already_cancelled");
  if (status === "shipped" || status === "delivered" || status === "refunded") throw fail("order_not_cancellable");
}

/** Refuses a customer's cancellation once the order is being prepared. Throws `order_not_cancellable`. */
export function assertCancellableByCustomer({ status }: Pick<OrderWithItems, "status">): void {
  if (status !== "pending" && status !== "confirmed") throw fail("order_not_cancellable");
}

/** Refuses a refund to a bank account that is not verified. Throws `bank_account_invalid`. */
export function assertPaysOut({ status }: Pick<BankAccount, "status">): void {
  if (status !== "verified") throw fail("bank_account_invalid");
}

/** True when the last payment of an active order failed. */
export const isRetryable = (
  order: Pick<OrderWithItems, "status" | "payment_status">,
  { payments }: OrderMoney,
): boolean =>
  order.status !== "cancelled" &&
  order.status !== "refunded" &&
  order.payment_status === "failed" &&
  payments.at(-1)?.status === "failed";

/** Refuses to retry a payment that did not fail. Throws `retry_not_available`. */
export function assertRetryable(order: Pick<OrderWithItems, "status" | "payment_status">, money: OrderMoney): void {
  if (!isRetryable(order, money)) throw fail("retry_not_available");
}

/** Refuses a refund of more than is refundable. Throws `refund_exceeds_paid`. */
export function assertRefundable(amount: number | undefined, { refundable }: Pick<OrderMoney, "refundable">): void {
  if (amount !== undefined && amount > refundable)
    throw fail("refund_exceeds_paid", [{ path: "refund_amount", message: "is more than was paid and not given back" }]);
}

/** Refuses to fulfil an order that is cancelled or refunded. Throws `order_not_fulfillable`. */
export function assertFulfillable({ status }: OrderWithItems): void {
  if (status === "cancelled" || status === "refunded") throw fail("order_not_fulfillable");
}

/** Refuses to change a final status. Throws `invalid_status_transition`. */
export function assertMovable({ status }: OrderWithItems): void {
  if (status === "delivered" || status === "cancelled") throw fail("invalid_status_transition");
}

/** Refuses the status `refunded`. Throws `invalid_status_transition`, `nothing_to_refund`. */
export function assertMoneyBack(order: OrderWithItems, { refundable }: OrderMoney): void {
  assertMovable(order);
  if (refundable === 0) throw fail("nothing_to_refund");
}

/** True while a payment is pending or authorised and can be voided. */
export const hasOpenPayments = ({ payments }: OrderMoney): boolean =>
  payments.some((payment) => payment.status === "pending" || payment.status === "authorized" || isAwaited(payment));

/** True for an awaited payment: its payer has to confirm it, or a bank decides. */
export const isAwaited = ({ status }: { status?: unknown }): boolean =>
  status === "requires_action" || status === "processing";

/** The cache key of an order's detail. */
export const cacheKey = ({ store_id, order_id }: OrderRef): string => `order:${store_id}:${order_id}`;
