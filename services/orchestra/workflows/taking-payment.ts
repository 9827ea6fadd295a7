import { isError } from "../../../mixins/actions/errors.ts";
import type { Order, OrderDetail, OrderMoney, OrderRef, Payment } from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
import { ledgerOf } from "../refunds.rules.ts";
import type { Step } from "../workflow.ts";
import { isRefundedElsewhere, onFreshOrder, recordPayment } from "./steps.ts";

/**
 * Captures the authorised payment of a new order. The merchant may have cancelled the order already, which voids the
 * payment. Throws `payment_declined`, `order_already_cancelled`.
 */
export async function capture(step: Step, ref: OrderRef, { id: payment_id }: Payment): Promise<void> {
  try {
    await step.call("payments.capture", { ...ref, payment_id }, { action: "payments.void", params: ref });
  } catch (error) {
    const isVoided = isError(error, "payment_not_capturable") || isError(error, "payment_voided");
    throw isVoided ? fail("order_already_cancelled") : error;
  }
}

/** Records that an order is paid, or the current state of its payments when it was changed in the meantime. */
export async function recordCapture(step: Step, ref: OrderRef, { version }: OrderDetail): Promise<Order> {
  const paid = { payment_status: "captured", financial_status: "paid" } as const;
  try {
    return await step.call("orders.recordPayment", { ...ref, ...paid, if_versions: [version] });
  } catch (error) {
    if (!isError(error, "version_mismatch")) throw error;
  }
  return onFreshOrder(step, ref, recordMoney);
}

async function recordMoney(step: Step, order: OrderDetail): Promise<Order> {
  const ref = { store_id: order.store_id, order_id: order.id };
  const money = await step.read("payments.ofOrder", ref);
  const now = order.status === "cancelled" ? await giveBack(step, order, money) : money;
  return recordPayment(step, { ...ref, if_versions: [order.version] }, now);
}

// The order was cancelled during the capture, and its cancellation may not have seen the captured amount.
async function giveBack(step: Step, order: OrderDetail, money: OrderMoney): Promise<OrderMoney> {
  if (money.refundable === 0) return money;
  const ref = { store_id: order.store_id, order_id: order.id };
  const what = { amount: money.refundable, ledger: ledgerOf(order), reason: "customer_request" };
  const refund = { ...ref, reference: `place:${ref.order_id}`, ...what };
  try {
    return (await step.call("payments.refund", refund)).money;
  } catch (error) {
    if (!isRefundedElsewhere(error)) throw error;
    return step.read("payments.ofOrder", ref);
  }
}
