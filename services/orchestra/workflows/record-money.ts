import type { ActionParams, ActionResult } from "../../contracts.ts";
import { params } from "../orchestra.schema.ts";
import { type Step, workflow } from "../workflow.ts";
import { giveBackLate } from "./await-payment.ts";
import { invalidateCache, recordPayment } from "./steps.ts";

/**
 * Copies to an order what its payment provider has said by itself. Money that came for an order that is cancelled goes
 * back. Throws `order_not_found`: a payment whose order was never made is undone by the run that was to make it.
 */
export const recordMoney = workflow(
  "orchestra.recordMoney",
  params.recordMoney,
  { subject: ({ store_id, order_id }) => ({ store_id, id: order_id }) },
  async (step: Step, input: ActionParams<"orchestra.recordMoney">): Promise<ActionResult<"orchestra.recordMoney">> => {
    const { store_id, order_id, late } = input;
    const ref = { store_id, order_id };
    const { status, customer_id } = await step.read("orders.get", ref);
    step.tag({ customer_id });
    const money = await step.read("payments.ofOrder", ref);
    await invalidateCache(step, ref, await recordPayment(step, ref, money));
    if (late && status === "cancelled" && money.refundable > 0) await giveBackLate(step.scope("late"), ref);
    return { order_id };
  },
);
