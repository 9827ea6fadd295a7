import { isError } from "../../../mixins/actions/errors.ts";
import type { ActionParams, OrderDetail, OrderRef, OrderReturn, ReturnItem } from "../../contracts.ts";
import { refundFor } from "../return-amounts.rules.ts";
import { piecesOf, replacementOf } from "../returns.rules.ts";
import type { Step } from "../workflow.ts";
import { notifyReturn, onFreshMoney, recordPayment, touchOrder } from "./steps.ts";

type Input = ActionParams<"orchestra.moveReturn">;

/**
 * Completes a received return: its pieces count as returned and are restocked, and each line is refunded or replaced as
 * the customer chose. Lines that cannot be replaced are refunded.
 */
export async function receive(
  step: Step,
  { store, note }: Input,
  order: OrderDetail,
  moved: OrderReturn,
): Promise<OrderReturn> {
  const { id: return_id, items } = moved;
  const { store_id, tenant_id } = store;
  const ref = { store_id, order_id: order.id };
  await step.call("orders.confirmReturn", { ...ref, return_id });

  // Replacements are reserved before the restock: nobody gets back the piece that they returned.
  const wanted = items.filter(({ resolution }) => resolution === "replacement");
  const replacement_order_id = wanted.length > 0 ? await replace(step, tenant_id, order, moved, wanted) : null;
  const back = { store_id, tenant_id, reference: referenceOf(return_id), lines: piecesOf(items) };
  await step.call("inventory.restore", { ...back, ...placeOf(order) });
  const unpaid = items.filter(({ resolution }) => resolution === "refund" || replacement_order_id === null);
  const { refund_amount, declined } = await refund(step, ref, order, { id: return_id, lines: unpaid });
  // A declined refund makes the run stuck. The steps after it are done when it is resumed and succeeds.
  const end = step.scope(declined ? "declined" : "settled");
  if (declined) {
    await touchOrder(end, ref);
    throw declined;
  }
  const settled = await end.call("returns.settle", { store_id, return_id, refund_amount, replacement_order_id });
  await notifyReturn(end, store, "return_received", order, moved, { note, refund_amount });
  await touchOrder(end, ref);
  return settled;
}

// Pieces come back to the location of the order, and are sent from it again.
const placeOf = ({ location_id }: OrderDetail) => (location_id === null ? {} : { location_id });

const referenceOf = (return_id: string) => `return:${return_id}`;

// Orders the same pieces again at no charge. Null when they are out of stock.
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
  /** Why the provider declines the refund. */
  declined?: unknown;
}

// Refunds as much as is refundable: other runs may refund the same order in the meantime.
async function refund(
  step: Step,
  ref: OrderRef,
  order: OrderDetail,
  mine: { id: string; lines: ReturnItem[] },
): Promise<Refunded> {
  if (mine.lines.length === 0) return { refund_amount: null };
  return onFreshMoney(async (attempt) => {
    const fresh = step.scope(`refund${attempt}`);
    const returns = await fresh.read("returns.ofOrder", ref);
    const { refundable } = await fresh.read("payments.ofOrder", ref);
    const amount = refundFor(order, returns, mine, refundable);
    if (amount === 0) return { refund_amount: 0 };
    try {
      const reference = referenceOf(mine.id);
      const { money } = await fresh.call("payments.refund", { ...ref, reference, amount, reason: "return" });
      await recordPayment(fresh, ref, money);
      return { refund_amount: amount };
    } catch (error) {
      if (isError(error, "refund_declined")) return { refund_amount: null, declined: error };
      throw error;
    }
  });
}
