import { type OrderRef, type OrderWithItems, paidTwice, surplusLine } from "../../contracts.ts";
import { ledgerOf, surplusOf } from "../refunds.rules.ts";
import { isRefusal } from "../refusals.ts";
import type { Step } from "../workflow.ts";
import { invalidateCache, recordPayment } from "./steps.ts";

/**
 * Gives back what was paid for an order beyond what covers it: a payment that had failed here, and that its payer
 * confirmed at its provider after they had paid by another. It is for none of the order's lines.
 */
export async function giveBackSurplus(step: Step, ref: OrderRef, order: OrderWithItems): Promise<void> {
  for (const { id, captured } of surplusOf(order, await step.read("payments.ofOrder", ref))) {
    const at = step.scope(id);
    const surplus = { line: surplusLine, quantity: 1, amount: captured };
    try {
      const { money } = await at.call("payments.refund", {
        ...ref,
        reference: `surplus:${id}`,
        ledger: [...ledgerOf(order), surplus],
        lines: [{ line: surplusLine, quantity: 1 }],
        capped: true,
        reason: paidTwice,
      });
      await invalidateCache(at, ref, await recordPayment(at, ref, money));
    } catch (error) {
      // Given back meanwhile, or declined: then it is shown as failed, to be settled by the merchant.
      if (!isRefusal(error)) throw error;
    }
  }
}
