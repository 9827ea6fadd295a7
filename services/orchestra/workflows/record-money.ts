import type { ActionParams, ActionResult, OrderMoney } from "../../contracts.ts";
import { params } from "../orchestra.schema.ts";
import { returnIn } from "../refunds.rules.ts";
import { type Step, workflow } from "../workflow.ts";
import { giveBackLate } from "./await-payment.ts";
import { invalidateCache, recordPayment } from "./steps.ts";
import { giveBackSurplus } from "./surplus.ts";

/**
 * Copies to an order what its payment provider has said by itself. Money that came for an order that is cancelled, or
 * paid already, goes back. Throws `order_not_found`: a payment whose order was never made is undone by the run that was to make it.
 */
export const recordMoney = workflow(
  "orchestra.recordMoney",
  params.recordMoney,
  { subject: ({ store_id, order_id }) => ({ store_id, id: order_id }) },
  async (step: Step, input: ActionParams<"orchestra.recordMoney">): Promise<ActionResult<"orchestra.recordMoney">> => {
    const { store_id, order_id, late, payment_id, refund } = input;
    const ref = { store_id, order_id };
    const order = await step.read("orders.get", ref);
    step.tag({ customer_id: order.customer_id });
    const money = await step.read("payments.ofOrder", ref);
    await invalidateCache(step, ref, await recordPayment(step, ref, money));
    if (refund) await recordAtReturn(step.scope("return"), store_id, money, refund);
    if (!late) return { order_id };
    const { refundable } = money;
    const [payment] = money.payments
      .filter(({ id }) => id === payment_id)
      .map(({ id, captured }) => ({ id, captured: Math.min(captured, refundable) }));
    if (order.status !== "cancelled") await giveBackSurplus(step.scope("surplus"), ref, order);
    else if (refundable > 0) await giveBackLate(step.scope("late"), ref, payment);
    return { order_id };
  },
);

type Refunded = NonNullable<ActionParams<"orchestra.recordMoney">["refund"]>;

// What was given back for a return was noted with it: the refund has failed since, or was made after all.
async function recordAtReturn(step: Step, store_id: number, { refunds }: OrderMoney, { id, given }: Refunded) {
  const return_id = returnIn(refunds.find((each) => each.id === id)?.reference ?? "");
  if (return_id === undefined) return;
  const { order_id } = await step.read("orders.getReturn", { store_id, return_id });
  const { order } = await step.call("orders.settleReturn", { store_id, order_id, return_id, refunded: given });
  await invalidateCache(step, { store_id, order_id }, order);
}
