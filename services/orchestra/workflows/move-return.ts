import type { ActionParams, ActionResult } from "../../contracts.ts";
import { params } from "../schemas/own-orders.ts";
import { type Step, workflow } from "../workflow.ts";
import { receive } from "./receive-return.ts";
import { invalidateCache, notifyReturn, subjectBy } from "./steps.ts";

/**
 * Approves, rejects or receives a return; a repetition changes nothing. Received items are restocked, and refunded or
 * replaced. Throws `return_not_found`, `invalid_return_transition`, `version_mismatch`, `refund_declined`.
 */
export const moveReturn = workflow(
  "orchestra.moveReturn",
  params.moveReturn,
  { subject: subjectBy("return_id"), version: 2, oldest: 2 },
  async (step, input) => {
    const { return_id, note, if_versions: return_versions, move } = input;
    const { store_id } = input.store;
    const known = await step.read("orders.getReturn", { store_id, return_id });
    step.tag({ customer_id: known.customer_id });
    const status = statusAfter[move];
    const of = { store_id, order_id: known.order_id, return_id, status, note, return_versions };
    if (move === "receive") return receive(step, input, known, of);
    const moved = await step.call("orders.moveReturn", of);
    if (moved.changed) await notifyDecision(step, input, moved);
    return moved.return;
  },
);

const statusAfter = { approve: "approved", reject: "rejected", receive: "received" } as const;

async function notifyDecision(
  step: Step,
  { store, move, note }: ActionParams<"orchestra.moveReturn">,
  { order, return: decided }: ActionResult<"orders.moveReturn">,
): Promise<void> {
  const template = move === "reject" ? "return_rejected" : "return_approved";
  await notifyReturn(step, store, template, order, decided, { note });
  await invalidateCache(step, { store_id: order.store_id, order_id: order.id }, order);
}
