import { isError } from "../../../mixins/actions/errors.ts";
import type { ActionParams, OrderDetail, OrderRef, OrderReturn, ReturnItem } from "../../contracts.ts";
import { returnedLinesOf } from "../refunds.rules.ts";
import { piecesOf, quantitiesOf, replacementOf } from "../returns.rules.ts";
import { type Step, WorkflowFailure } from "../workflow.ts";
import { declinedRefund, readPayer, recordAtPayer } from "./giving-back.ts";
import { notifyReturn, recordPayment, touchOrder } from "./steps.ts";

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
  // Replacements are reserved before the restock: nobody gets back the piece that they returned.
  const wanted = items.filter(({ resolution }) => resolution === "replacement");
  const replacement_order_id = wanted.length > 0 ? await replace(step, tenant_id, order, moved, wanted) : null;
  const replaced = replacement_order_id === null ? [] : quantitiesOf(wanted);
  await step.call("orders.confirmReturn", { ...ref, return_id, replaced });
  const back = { store_id, tenant_id, reference: referenceOf(return_id), lines: piecesOf(items) };
  await step.call("inventory.restore", { ...back, ...placeOf(order) });
  const unpaid = items.filter(({ resolution }) => resolution === "refund" || replacement_order_id === null);
  const { refund_amount, declined } = await refund(step, ref, order, { id: return_id, lines: unpaid });
  const end = step.scope(declined ? "declined" : "settled");
  const settled = await end.call("returns.settle", { store_id, return_id, refund_amount, replacement_order_id });
  await notifyReturn(end, store, "return_received", order, moved, { note, refund_amount });
  await touchOrder(end, ref);
  if (declined) throw new WorkflowFailure(await declinedRefund(end, ref, declined, receivedAll));
  return settled;
}

const receivedAll =
  "The return is received and all else is done, but the payment provider declined the refund. Refund its items again, or settle this refund once the money was given back outside.";

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

// Refunds what was promised for the lines, as far as it was not given back for them otherwise.
async function refund(
  step: Step,
  ref: OrderRef,
  order: OrderDetail,
  mine: { id: string; lines: ReturnItem[] },
): Promise<Refunded> {
  if (mine.lines.length === 0) return { refund_amount: null };
  const fresh = step.scope("refund");
  const payer = await readPayer(fresh, order);
  const about = { ...payer.ref, ledger: payer.ledger, reference: referenceOf(mine.id), reason: "return" };
  try {
    const lines = returnedLinesOf(order, mine.lines);
    const back = await fresh.call("payments.refund", { ...about, lines, capped: true });
    await recordAtPayer(fresh, payer, order, back);
    if (payer.ref.order_id === ref.order_id) await recordPayment(fresh, ref, back.money);
    return { refund_amount: back.refunds.reduce((sum, { amount }) => sum + amount, 0) };
  } catch (error) {
    if (isError(error, "nothing_to_refund")) return { refund_amount: 0 };
    if (isError(error, "refund_declined")) return { refund_amount: null, declined: error };
    throw error;
  }
}
