import { params } from "../orchestra.schema.ts";
import { returnIn } from "../refunds.rules.ts";
import { workflow } from "../workflow.ts";
import { readPayer, recordAtPayer } from "./giving-back.ts";
import { invalidateCache, recordPayment, refOf, subjectBy } from "./steps.ts";

/**
 * Notes that a declined refund was given back outside: the order's money is then as if it had been made. Throws
 * `order_not_found`, `version_mismatch`, `refund_not_found`, `refund_not_failed`, `refund_exceeds_paid`.
 */
export const settleRefund = workflow(
  "orchestra.settleRefund",
  params.settleRefund,
  { subject: subjectBy("order_id") },
  async (step, input) => {
    const { refund_id, note, if_versions } = input;
    const ref = refOf(input);
    const order = await step.read("orders.get", ref);
    step.tag({ customer_id: order.customer_id });
    const payer = await readPayer(step, order);
    if (if_versions) await step.call("orders.writeOff", { ...ref, items: [], if_versions });
    const { ledger } = payer;
    const settled = await step.call("payments.settleRefund", { ...payer.ref, refund_id, ledger, note });
    await recordAtPayer(step, payer, order, settled);
    const return_id = returnIn(settled.reference);
    if (return_id) {
      const of = { store_id: ref.store_id, return_id };
      const { refund_amount, replacement_order_id } = await step.read("returns.get", of);
      const amount = (refund_amount ?? 0) + settled.refund.amount;
      await step.call("returns.settle", { ...of, refund_amount: amount, replacement_order_id });
    }
    const isPayer = payer.ref.order_id === order.id;
    const last = isPayer ? await recordPayment(step, ref, settled.money) : await step.call("orders.touch", ref);
    await invalidateCache(step, ref, last);
    return { refund: settled.refund, order: last };
  },
);
