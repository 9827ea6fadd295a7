import type { BankAccount, MessageRecipient, OrderDetail, OrderMoney, OrderRef } from "../contracts.ts";
import { fail } from "./orchestra.errors.ts";

/** Refuses to cancel what has come too far. Throws `order_already_cancelled`, `order_not_cancellable`. */
export function assertCancellable({ status }: OrderDetail): void {
  if (status === "cancelled") throw fail("order_already_cancelled");
  if (status === "shipped" || status === "delivered" || status === "refunded") throw fail("order_not_cancellable");
}

/** Refuses to let a customer cancel what is being prepared or has gone on from there. Throws `order_not_cancellable`. */
export function assertCancellableByCustomer({ status }: Pick<OrderDetail, "status">): void {
  if (status !== "pending" && status !== "confirmed") throw fail("order_not_cancellable");
}

/** Refuses to send money to an account that may not be anybody's. Throws `bank_account_invalid`. */
export function assertPaysOut({ status }: Pick<BankAccount, "status">): void {
  if (status !== "verified") throw fail("bank_account_invalid");
}

/** True while a payment of an order that stands failed, and no other was tried since. */
export const isRetryable = (order: Pick<OrderDetail, "status" | "payment_status">, { payments }: OrderMoney): boolean =>
  order.status !== "cancelled" &&
  order.status !== "refunded" &&
  order.payment_status === "failed" &&
  payments.at(-1)?.status === "failed";

/** Refuses to try a payment again that did not fail. Throws `retry_not_available`. */
export function assertRetryable(order: Pick<OrderDetail, "status" | "payment_status">, money: OrderMoney): void {
  if (!isRetryable(order, money)) throw fail("retry_not_available");
}

/** Refuses a refund of more than there is. Throws `refund_exceeds_paid`. */
export function assertRefundable(amount: number | undefined, { refundable }: OrderMoney): void {
  if (amount !== undefined && amount > refundable) throw fail("refund_exceeds_paid");
}

/** Refuses to fulfil a cancelled order. Throws `order_not_fulfillable`. */
export function assertFulfillable({ status }: OrderDetail): void {
  if (status === "cancelled") throw fail("order_not_fulfillable");
}

/** Refuses to move an order that has come to its end. Throws `invalid_status_transition`. */
export function assertMovable({ status }: OrderDetail): void {
  if (status === "delivered" || status === "cancelled") throw fail("invalid_status_transition");
}

/** Refuses to give money back for an order that cannot be moved, or where there is none. */
export function assertMoneyBack(order: OrderDetail, { refundable }: OrderMoney): void {
  assertMovable(order);
  if (refundable === 0) throw fail("nothing_to_refund");
}

/** True while a payment waits or is held, and would have to be let go. */
export const hasOpenPayments = ({ payments }: OrderMoney): boolean =>
  payments.some(({ status }) => status === "pending" || status === "authorized");

/** Where an order's detail is cached. */
export const cacheKey = ({ store_id, order_id }: OrderRef): string => `order:${store_id}:${order_id}`;

/** Whom to tell of an order: who ordered, as they were called then. */
export const recipientOf = ({ customer_id, contact }: OrderDetail): MessageRecipient => ({
  customer_id,
  name: contact?.name ?? "",
  email: contact?.email ?? null,
  phone: contact?.phone ?? null,
});
