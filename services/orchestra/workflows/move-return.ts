import type { ActionParams, OrderDetail, OrderReturn } from "../../contracts.ts";
import { params } from "../schemas/own-orders.ts";
import { type Step, workflow } from "../workflow.ts";
import { receive } from "./receive-return.ts";
import { invalidateCache, notify } from "./steps.ts";

type Input = ActionParams<"orchestra.moveReturn">;

/**
 * Approves, rejects or receives a return; the same again changes nothing. What was received goes back on the shelf, and
 * the customer gets their money or the same once more. Throws `return_not_found`, `invalid_return_transition`,
 * `version_mismatch`, `refund_declined`.
 */
export const moveReturn = workflow(
  "orchestra.moveReturn",
  params.moveReturn,
  { subject: ({ store, return_id }) => ({ store_id: store.store_id, id: return_id }) },
  async (step, input) => {
    const { store, return_id, note, if_versions } = input;
    const { store_id } = store;
    const known = await step.read("returns.get", { store_id, return_id });
    step.tagSubject(known.customer_id);
    const order = await step.read("orders.get", { store_id, order_id: known.order_id });

    // The return decides who of several moves it, and from there on the others follow.
    await step.pointOfNoReturn();
    const status = statusAfter[input.move];
    const moved = await step.call("returns.setStatus", { store_id, return_id, status, note, if_versions });
    if (!moved.changed) return moved.return;
    return followUp[input.move](step, input, order, moved.return);
  },
);

const statusAfter = { approve: "approved", reject: "rejected", receive: "received" } as const;

type FollowUp = (step: Step, input: Input, order: OrderDetail, moved: OrderReturn) => Promise<OrderReturn>;

const followUp: Record<Input["move"], FollowUp> = { approve, reject, receive };

async function approve(step: Step, { store, note }: Input, order: OrderDetail, moved: OrderReturn) {
  const told = { order, items: piecesOf(moved), return_id: moved.id, note };
  await notify(step, store, "return_approved", told);
  await touch(step, order);
  return moved;
}

async function reject(step: Step, { store, note }: Input, order: OrderDetail, moved: OrderReturn) {
  await step.call("orders.releaseReturn", { store_id: store.store_id, order_id: order.id, return_id: moved.id });
  const told = { order, items: piecesOf(moved), return_id: moved.id, note };
  await notify(step, store, "return_rejected", told);
  await touch(step, order);
  return moved;
}

const piecesOf = ({ items }: OrderReturn) => items.map(({ item_id, quantity }) => ({ id: item_id, quantity }));

// The order's revision rises behind the change elsewhere: what was cached meanwhile is older than it.
async function touch(step: Step, { store_id, id: order_id }: OrderDetail): Promise<void> {
  const ref = { store_id, order_id };
  await invalidateCache(step, ref, await step.call("orders.touch", ref));
}
