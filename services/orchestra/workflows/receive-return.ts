import { isError } from "../../../mixins/actions/errors.ts";
import type { ActionParams, OrderDetail, OrderRef, OrderReturn, ReturnItem } from "../../contracts.ts";
import { refundFor } from "../return-amounts.rules.ts";
import { piecesOf, replacementOf } from "../returns.rules.ts";
import type { Step } from "../workflow.ts";
import { invalidateCache, notify, paymentState } from "./steps.ts";

type Input = ActionParams<"orchestra.moveReturn">;

/**
 * What follows when a return has come in: its pieces count as returned and go back on the shelf, and the customer gets
 * for each line what they asked for. What cannot be replaced is refunded.
 */
export async function receive(
  step: Step,
  { store, note }: Input,
  order: OrderDetail,
  moved: OrderReturn,
): Promise<OrderReturn> {
  const { id: return_id, items } = moved;
  const ref = { store_id: store.store_id, order_id: order.id };
  await step.call("orders.confirmReturn", { ...ref, return_id });
  const { store_id, tenant_id } = store;

  // What replaces them is taken before they are on the shelf themselves: nobody gets back what they sent back.
  const wanted = items.filter(({ resolution }) => resolution === "replacement");
  const replacement_order_id = wanted.length > 0 ? await replace(step, tenant_id, order, moved, wanted) : null;
  const back = { store_id, tenant_id, reference: referenceOf(return_id), lines: piecesOf(items) };
  await step.call("inventory.restore", { ...back, ...placeOf(order) });
  const unpaid = items.filter(({ resolution }) => resolution === "refund" || replacement_order_id === null);
  const { refund_amount, declined } = await refund(step, ref, order, { id: return_id, lines: unpaid });
  // A refund that is declined waits for somebody; what follows from it is done when it is given after all.
  const end = step.scope(declined ? "declined" : "settled");
  if (declined) {
    await invalidateCache(end, ref, await end.call("orders.touch", ref));
    throw declined;
  }
  const settled = await end.call("returns.settle", { store_id, return_id, refund_amount, replacement_order_id });
  const pieces = items.map(({ item_id, quantity }) => ({ id: item_id, quantity }));
  await notify(end, store, "return_received", { order, items: pieces, return_id, note, refund_amount });
  await invalidateCache(end, ref, await end.call("orders.touch", ref));
  return settled;
}

// Where it was ordered is where it comes back to, and where it is sent from again.
const placeOf = ({ location_id }: OrderDetail) => (location_id === null ? {} : { location_id });

const referenceOf = (return_id: string) => `return:${return_id}`;

// Another order for the same pieces, at no charge; null when they are not there any more.
async function replace(
  step: Step,
  tenant_id: string,
  order: OrderDetail,
  of: OrderReturn,
  wanted: ReturnItem[],
): Promise<string | null> {
  const { store_id } = order;
  const id = step.newId("ord");
  const stock = { store_id, tenant_id, reference: id };
  try {
    await step.call("inventory.reserve", { ...stock, ...placeOf(order), lines: piecesOf(wanted) });
  } catch (error) {
    if (!isError(error, "out_of_stock")) throw error;
    return null;
  }
  await step.call("orders.create", { store_id, tenant_id, order: replacementOf(order, of, id, wanted) });
  await step.call("inventory.commit", stock);
  return id;
}

interface Refunded {
  refund_amount: number | null;
  /** Why the provider does not give it back. */
  declined?: unknown;
}

const tries = 5;

// As much as is there: others may give some of it back meanwhile, and then less is left.
async function refund(
  step: Step,
  ref: OrderRef,
  order: OrderDetail,
  mine: { id: string; lines: ReturnItem[] },
): Promise<Refunded> {
  if (mine.lines.length === 0) return { refund_amount: null };
  for (let attempt = 1; ; attempt++) {
    const fresh = step.scope(`refund${attempt}`);
    const returns = await fresh.read("returns.ofOrder", ref);
    const { refundable } = await fresh.read("payments.ofOrder", ref);
    const amount = refundFor(order, returns, mine, refundable);
    if (amount === 0) return { refund_amount: 0 };
    try {
      const reference = referenceOf(mine.id);
      const { money } = await fresh.call("payments.refund", { ...ref, reference, amount, reason: "return" });
      await fresh.call("orders.recordPayment", { ...ref, ...paymentState(money) });
      return { refund_amount: amount };
    } catch (error) {
      if (isError(error, "refund_declined")) return { refund_amount: null, declined: error };
      const isLess = isError(error, "refund_exceeds_paid") || isError(error, "nothing_to_refund");
      if (!isLess || attempt === tries) throw error;
    }
  }
}
