import type { ActionParams, ActionResult, Order, OrderRef, OrderWithItems, Payment } from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
import { assertRetryable, isAwaited } from "../orchestra.rules.ts";
import { isRefusal } from "../refusals.ts";
import { params } from "../schemas/own-orders.ts";
import { type Step, WorkflowFailure, workflow } from "../workflow.ts";
import { awaitPayment, giveBackLate } from "./await-payment.ts";
import {
  findOwnOrder,
  invalidateCache,
  isRefundedElsewhere,
  onFreshOrder,
  readWhole,
  recordPayment,
  subjectBy,
} from "./steps.ts";

type Input = ActionParams<"orchestra.retryPayment">;

/**
 * Pays for an order whose payment failed. The order is marked before the payment, so that only one of two concurrent
 * requests pays. Throws `order_not_found`, `retry_not_available`, `payment_declined`, `payment_voided`,
 * `version_mismatch`.
 */
export const retryPayment = workflow(
  "orchestra.retryPayment",
  params.retryPayment,
  { subject: subjectBy("order_number") },
  async (step, input): Promise<ActionResult<"orchestra.retryPayment">> => {
    const { store, customer_id, if_versions } = input;
    step.tag({ customer_id });
    const { store_id, tenant_id } = store;
    const ref = await findOwnOrder(step, input);
    const { order, due } = await onFreshOrder(step, { ...ref, if_versions }, claim);

    const paid = await pay(step, input, order, due);
    if ("id" in paid && isAwaited(paid)) {
      await record(step.scope("mark"), ref);
      await step.reply({ order: await readWhole(step.scope("asking"), ref) });
      await finish(step.scope("payment"), ref, store, paid.id);
      return { order: await readWhole(step, ref) };
    }
    const now = await record(step, ref);
    if ("declined" in paid) throw new WorkflowFailure(paid.declined);
    if (now.status === "cancelled") await giveBack(step, ref, paid);
    await step.call("inventory.commit", { store_id, tenant_id, reference: ref.order_id });
    return { order: await readWhole(step, ref) };
  },
);

// The order has an outcome by then, also in the run that placed it, when that waits too.
async function finish(step: Step, ref: OrderRef, store: Input["store"], payment_id: string): Promise<void> {
  const { step: at, outcome } = await awaitPayment(step, ref, store, { payment_id });
  if (outcome !== "paid") return;
  const end = at.scope("end");
  const { status } = await end.read("orders.get", ref);
  await end.call("inventory.commit", { store_id: ref.store_id, tenant_id: store.tenant_id, reference: ref.order_id });
  if (status === "cancelled") await giveBackLate(end.scope("late"), ref);
}

// The point of no return comes first: the payment is retried until its outcome is known.
async function claim(step: Step, order: OrderWithItems) {
  const ref = { store_id: order.store_id, order_id: order.id };
  const money = await step.read("payments.ofOrder", ref);
  await step.check("Validate retry", () => assertRetryable(order, money));
  await step.pointOfNoReturn();
  const { financial_status, version } = order;
  const marked = { ...ref, payment_status: "pending" as const, financial_status, if_versions: [version] };
  await invalidateCache(step, ref, await step.call("orders.recordPayment", marked));
  return { order, due: order.grand_total - (money.captured - money.refunded) };
}

async function pay(
  step: Step,
  { store, payment_method_id, return_url }: Input,
  { id: order_id, currency }: OrderWithItems,
  amount: number,
): Promise<Payment | { declined: unknown }> {
  try {
    return await step.call("payments.authorize", {
      store_id: store.store_id,
      tenant_id: store.tenant_id,
      order_id,
      provider: "card",
      method: "card",
      payment_method_id,
      ...(return_url === undefined ? {} : { return_url }),
      amount,
      currency,
      currency_decimals: store.currency_decimals,
      capture: true,
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { declined: error };
  }
}

async function record(step: Step, ref: OrderRef): Promise<Order> {
  const order = await recordPayment(step, ref, await step.read("payments.ofOrder", ref));
  await invalidateCache(step, ref, order);
  return order;
}

// The order was cancelled during the payment, and its cancellation may not have seen this payment.
async function giveBack(step: Step, ref: OrderRef, { id, amount }: Payment): Promise<never> {
  try {
    await step.call("payments.refund", { ...ref, reference: `retry:${id}`, amount, reason: "customer_request" });
  } catch (error) {
    if (!isRefundedElsewhere(error)) throw error;
  }
  await record(step, ref);
  throw new WorkflowFailure(fail("retry_not_available"));
}
