import { isError } from "../../../mixins/actions/errors.ts";
import type { ActionParams, ActionResult, Order, OrderMoney, Refund } from "../../contracts.ts";
import { assertCancellable, assertRefundable, hasOpenPayments } from "../orchestra.rules.ts";
import { params } from "../orchestra.schema.ts";
import { type Step, workflow } from "../workflow.ts";
import { invalidateCache, notify, paymentState } from "./steps.ts";

type Input = ActionParams<"orchestra.cancelOrder">;

/**
 * Cancels an order: refunds, restocks, cancels its fulfilments and tells its customer, each once.
 * Throws `order_not_found`, `order_already_cancelled`, `order_not_cancellable`, `refund_exceeds_paid`.
 */
export const cancelOrder = workflow(
  "orchestra.cancelOrder",
  params.cancelOrder,
  { subject: ({ store, order_id }) => ({ store_id: store.store_id, id: order_id }) },
  cancel,
);

/** The story of a cancellation, for workflows that come to it too. */
export async function cancel(step: Step, input: Input): Promise<ActionResult<"orchestra.cancelOrder">> {
  const ref = { store_id: input.store.store_id, order_id: input.order_id };
  const order = await step.read("orders.get", ref);
  step.tagSubject(order.customer_id);
  await step.check("Validate cancellation", () => assertCancellable(order));
  const paid = await step.read("payments.ofOrder", ref);
  await step
    .check("Validate refund", () => assertRefundable(input.refund_amount, paid))
    .catch(async (error: unknown) => {
      // Money that another cancellation is giving back already is missing, and not why this one is refused.
      assertCancellable(await step.read("orders.get", ref));
      throw error;
    });

  await step.pointOfNoReturn();
  const { reason, cancel_reason_details, note, if_versions } = input;
  const cancelled = await step.call("orders.cancel", { ...ref, reason, cancel_reason_details, note, if_versions });
  const settled = await settle(step, input);
  if (input.restock) await restock(step, input, cancelled.pieces);
  for (const fulfillment_id of cancelled.fulfillment_ids)
    await step.call("shipments.cancel", { ...ref, fulfillment_id });
  const { refund, declined } = settled;
  const told = { order, status: cancelled.order.status, refund_amount: refund?.amount ?? null };
  if (input.notify) await notify(step, input.store, "order_cancelled", told);
  // A refund that is declined waits for somebody; what follows from it is done once more when it is given after all.
  const end = step.scope(declined ? "declined" : "settled");
  const last = await recordWhatFollowed(end, ref, cancelled, settled.money);
  await invalidateCache(end, ref, last);
  if (declined) throw declined;
  const { fulfillment_ids: cancelled_fulfillments } = cancelled;
  return { order: last, refund, restocked: input.restock, cancelled_fulfillments };
}

interface WorkflowFailure {
  /** How the money stands now; undefined when none of it moved. */
  money?: OrderMoney;
  refund: Refund | null;
  /** Why the provider does not give it back. */
  declined?: unknown;
}

const tries = 5;

// What is held and not captured is let go in any case; what was captured goes back when asked, as far as it is still
// there: whoever began to give some of it back before the cancellation may still do so meanwhile.
async function settle(step: Step, input: Input): Promise<WorkflowFailure> {
  const ref = { store_id: input.store.store_id, order_id: input.order_id };
  const now = await step.read("payments.ofOrder", ref);
  const money = hasOpenPayments(now) ? await step.call("payments.void", ref) : undefined;
  if (!input.refund) return { money, refund: null };
  for (let attempt = 1, left = now.refundable; ; attempt++) {
    const fresh = attempt === 1 ? step : step.scope(`refund${attempt}`);
    if (attempt > 1) left = (await fresh.read("payments.ofOrder", ref)).refundable;
    try {
      return { money, ...(await giveBack(fresh, input, Math.min(input.refund_amount ?? left, left))) };
    } catch (error) {
      const isLess = isError(error, "refund_exceeds_paid") || isError(error, "nothing_to_refund");
      if (!isLess || attempt === tries) throw error;
    }
  }
}

async function giveBack(step: Step, { store, order_id, ...input }: Input, amount: number): Promise<WorkflowFailure> {
  if (amount === 0) return { refund: null };
  const { reason, bank_account_id } = input;
  const to = bank_account_id === undefined ? {} : { bank_account_id };
  const refund = { store_id: store.store_id, order_id, reference: `cancel:${order_id}`, amount, reason, ...to };
  try {
    const back = await step.call("payments.refund", refund);
    return { money: back.money, refund: sumOf(back.refunds, amount) };
  } catch (error) {
    // An account that is gone since it was looked at declines as much as a provider does.
    if (!isError(error, "refund_declined") && !isError(error, "bank_account_invalid")) throw error;
    return { refund: null, declined: error };
  }
}

// Money that came in several payments goes back in several refunds; the order knows it as one.
function sumOf([first]: Refund[], amount: number): Refund | null {
  return first ? { ...first, amount } : null;
}

async function restock(step: Step, { store, order_id }: Input, pieces: { sku: string; quantity: number }[]) {
  if (pieces.length === 0) return;
  const { store_id, tenant_id } = store;
  const back = { store_id, tenant_id, reference: `cancel:${order_id}`, lines: pieces };
  await step.call("inventory.restore", { ...back, taken_for: order_id });
}

// The order's revision rises behind the last change elsewhere: what was cached meanwhile is older than it.
async function recordWhatFollowed(
  step: Step,
  ref: { store_id: number; order_id: string },
  { order, fulfillment_ids }: ActionResult<"orders.cancel">,
  money: OrderMoney | undefined,
): Promise<Order> {
  if (money) return step.call("orders.recordPayment", { ...ref, ...paymentState(money) });
  return fulfillment_ids.length > 0 ? step.call("orders.touch", ref) : order;
}
