import { isError } from "../../../mixins/actions/errors.ts";
import type { Order, OrderDetail, OrderMoney, OrderRef, Payment } from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
import type { Step } from "../workflow.ts";
import { onFreshOrder, paymentState } from "./steps.ts";

/**
 * Takes what is held for an order that was just made. The merchant sees it by now and may have cancelled it: then nothing
 * is held any more. Throws `payment_declined`, `order_already_cancelled`.
 */
export async function capture(step: Step, ref: OrderRef, { id: payment_id }: Payment): Promise<void> {
  try {
    await step.call("payments.capture", { ...ref, payment_id }, { action: "payments.void", params: ref });
  } catch (error) {
    const letGo = isError(error, "payment_not_capturable") || isError(error, "payment_voided");
    throw letGo ? fail("order_already_cancelled") : error;
  }
}

/** Writes down that an order is paid; when somebody changed it meanwhile, how its money stands by now. */
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
  const now = order.status === "cancelled" ? await giveBack(step, ref, money) : money;
  return step.call("orders.recordPayment", { ...ref, ...paymentState(now), if_versions: [order.version] });
}

// It was cancelled while its payment was being taken: whoever cancelled may not have known of the money.
async function giveBack(step: Step, ref: OrderRef, money: OrderMoney): Promise<OrderMoney> {
  if (money.refundable === 0) return money;
  const refund = { ...ref, reference: `place:${ref.order_id}`, amount: money.refundable, reason: "customer_request" };
  try {
    return (await step.call("payments.refund", refund)).money;
  } catch (error) {
    // Or they did know of it.
    if (!isError(error, "nothing_to_refund") && !isError(error, "refund_exceeds_paid")) throw error;
    return step.read("payments.ofOrder", ref);
  }
}
