import type { ActionParams, OrderDetail, OrderReturn } from "../../contracts.ts";
import { params } from "../schemas/own-orders.ts";
import { type Step, workflow } from "../workflow.ts";
import { receive } from "./receive-return.ts";
import { notifyReturn, subjectBy, touchOrder } from "./steps.ts";

type Input = ActionParams<"orchestra.moveReturn">;

/**
 * Approves, rejects or receives a return; a repetition changes nothing. Received items are restocked, and refunded or
 * replaced. Throws `return_not_found`, `invalid_return_transition`, `version_mismatch`, `refund_declined`.
 */
export const moveReturn = workflow(
  "orchestra.moveReturn",
  params.moveReturn,
  { subject: subjectBy("return_id") },
  async (step, input) => {
    const { store, return_id, note, if_versions } = input;
    const { store_id } = store;
    const known = await step.read("returns.get", { store_id, return_id });
    step.tag({ customer_id: known.customer_id });
    const order = await step.read("orders.get", { store_id, order_id: known.order_id });

    // The returns service decides between concurrent moves; the other services follow.
    await step.pointOfNoReturn();
    const status = statusAfter[input.move];
    const moved = await step.call("returns.setStatus", { store_id, return_id, status, note, if_versions });
    if (!moved.changed) return moved.return;
    if (input.move === "receive") return receive(step, input, order, moved.return);
    return decide(step, input, order, moved.return);
  },
);

const statusAfter = { approve: "approved", reject: "rejected", receive: "received" } as const;

async function decide(step: Step, { store, move, note }: Input, order: OrderDetail, moved: OrderReturn) {
  const ref = { store_id: store.store_id, order_id: order.id };
  if (move === "reject") await step.call("orders.releaseReturn", { ...ref, return_id: moved.id });
  await notifyReturn(step, store, move === "reject" ? "return_rejected" : "return_approved", order, moved, { note });
  await touchOrder(step, ref);
  return moved;
}
