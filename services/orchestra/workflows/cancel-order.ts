import { isError } from "../../../mixins/actions/errors.ts";
import type {
  ActionParams,
  ActionResult,
  Order,
  OrderMoney,
  OrderRef,
  OrderWithItems,
  Refund,
  StockLine,
} from "../../contracts.ts";
import { assertCancellable, assertRefundable, hasOpenPayments } from "../orchestra.rules.ts";
import { params } from "../orchestra.schema.ts";
import { allCovered, coveredBy } from "../replacement-money.rules.ts";
import { type Step, WorkflowFailure, workflow } from "../workflow.ts";
import { declinedRefund, giveBackCovered, readPayer, recordAtPayer, recordPart } from "./giving-back.ts";
import {
  assertExpected,
  invalidateCache,
  notify,
  onFreshMoney,
  recordPayment,
  refOf,
  subjectBy,
  whileLess,
} from "./steps.ts";

type Input = ActionParams<"orchestra.cancelOrder">;

/**
 * Cancels an order: refunds, restocks, cancels its fulfilments and notifies its customer, each once.
 * Throws `order_not_found`, `version_mismatch`, `order_already_cancelled`, `order_not_cancellable`, `refund_exceeds_paid`.
 */
export const cancelOrder = workflow(
  "orchestra.cancelOrder",
  params.cancelOrder,
  { subject: subjectBy("order_id") },
  cancel,
);

/** The definition of a cancellation, for other workflows that cancel. */
export async function cancel(step: Step, input: Input): Promise<ActionResult<"orchestra.cancelOrder">> {
  const ref = refOf(input);
  const order = await step.read("orders.get", ref);
  step.tag({ customer_id: order.customer_id });
  await assertExpected(step, order, input.if_versions);
  await step.check("Validate cancellation", () => assertCancellable(order));
  const paid = await step.read("payments.ofOrder", ref);
  const funds = await fundsOf(step, input, order, paid);
  await step
    .check("Validate refund", () => assertRefundable(input.refund_amount, coveredBy(order, funds)))
    .catch(async (error: unknown) => {
      // Another cancellation may be refunding already: then the order is cancelled, which is the better reason.
      assertCancellable(await step.read("orders.get", ref));
      throw error;
    });

  await step.pointOfNoReturn();
  const { reason, cancel_reason_details, note, if_versions } = input;
  const cancelled = await step.call("orders.cancel", { ...ref, reason, cancel_reason_details, note, if_versions });
  const { money, refund, declined } = await refundPayments(step, input, order, { paid, funds });
  if (input.restock) await restock(step, input, cancelled.pieces);
  if (order.promotion && !input.keep_promotion) await releasePromotion(step, input);
  for (const fulfillment_id of cancelled.fulfillment_ids)
    await step.call("shipments.cancel", { ...ref, fulfillment_id });
  const { status } = cancelled.order;
  const refund_amount = refund?.amount ?? null;
  if (input.notify) await notify(step, input.store, "order_cancelled", order, { status, refund_amount });
  const end = step.scope(declined ? "declined" : "settled");
  const last = await recordConsequences(end, ref, cancelled, money);
  await invalidateCache(end, ref, last);
  if (declined) throw new WorkflowFailure(await declinedRefund(end, order, declined, cancelledAll));
  const { fulfillment_ids: cancelled_fulfillments } = cancelled;
  return { order: last, refund, restocked: input.restock, cancelled_fulfillments };
}

const cancelledAll =
  "The order is cancelled and all else is done, but the payment provider declined the refund. Refund the order again, or settle this refund once the money was given back outside.";

interface Refunded {
  /** The payments by now; undefined when none changed. */
  money?: OrderMoney;
  refund: Refund | null;
  /** Why the provider declines the refund. */
  declined?: unknown;
}

// Authorised amounts are voided in any case. Captured ones are refunded on request, as far as they are still refundable:
// a refund that began before the cancellation may complete in the meantime, and is then refused.
async function refundPayments(
  step: Step,
  input: Input,
  order: OrderWithItems,
  { paid: now, funds }: Record<"paid" | "funds", OrderMoney>,
): Promise<Refunded> {
  const ref = refOf(input);
  const money = hasOpenPayments(now) ? await step.call("payments.void", ref) : undefined;
  if (!input.refund) return { money, refund: null };
  if (order.funded_by !== null) return refundReplacement(step, input, order, funds);
  return onFreshMoney(step, ref, now, whileLess, async (fresh, { refundable }) => {
    const amount = Math.min(input.refund_amount ?? refundable, refundable);
    if (amount === 0) return { money, refund: null };
    const given = await giveBack(fresh, input, order, (about) => fresh.call("payments.refund", { ...about, amount }));
    return { money, ...given };
  });
}

// A replacement was paid for with the order that it replaces pieces of: their money goes back from there.
const fundsOf = async (step: Step, { refund }: Input, { store_id, funded_by }: OrderWithItems, paid: OrderMoney) =>
  funded_by === null || !refund
    ? paid
    : step.scope("funds").read("payments.ofOrder", { store_id, order_id: funded_by });

async function refundReplacement(
  step: Step,
  input: Input,
  order: OrderWithItems,
  funds: OrderMoney,
): Promise<Refunded> {
  const { refund_amount: amount } = input;
  if (allCovered(order, funds).length === 0) return { refund: null };
  const { money: _payers, ...refunded } = await giveBack(step, input, order, (about) =>
    giveBackCovered(step, { ...about, capped: true }, funds, (money) => ({ amount, lines: allCovered(order, money) })),
  );
  return refunded;
}

type About = Omit<ActionParams<"payments.refund">, "amount" | "lines" | "idempotency_key">;

async function giveBack(
  step: Step,
  input: Input,
  order: OrderWithItems,
  give: (about: About) => Promise<ActionResult<"payments.refund">>,
): Promise<Refunded> {
  const { order_id, reason, bank_account_id } = input;
  const to = bank_account_id === undefined ? {} : { bank_account_id };
  const payer = await readPayer(step, order);
  try {
    const back = await give({ ...payer.ref, ledger: payer.ledger, reference: `cancel:${order_id}`, reason, ...to });
    await recordAtPayer(step, payer, order, back);
    const amount = back.refunds.reduce((sum, refund) => sum + refund.amount, 0);
    // The refunds of several payments are one refund of the order.
    return { money: back.money, refund: back.refunds[0] ? { ...back.refunds[0], amount } : null };
  } catch (error) {
    if (order.funded_by !== null && isError(error, "nothing_to_refund")) return { refund: null };
    // A bank account that was deleted in the meantime declines as a provider does.
    if (isError(error, "bank_account_invalid")) return { refund: null, declined: error };
    if (!isError(error, "refund_declined")) throw error;
    return { money: await recordPart(step.scope("part"), payer, order), refund: null, declined: error };
  }
}

async function restock(step: Step, { store, order_id }: Input, lines: StockLine[]) {
  if (lines.length === 0) return;
  const { store_id, tenant_id } = store;
  const reference = `cancel:${order_id}`;
  await step.call("inventory.restore", { store_id, tenant_id, reference, lines, taken_for: order_id });
}

// The promotion can be used again, unless the store decided otherwise.
async function releasePromotion(step: Step, { store: { store_id, tenant_id }, order_id }: Input): Promise<void> {
  await step.call("catalog.releasePromotion", { store_id, tenant_id, order_id });
}

// The order's revision rises after the last change elsewhere, so that details cached in the meantime are older.
async function recordConsequences(
  step: Step,
  ref: OrderRef,
  { order, fulfillment_ids }: ActionResult<"orders.cancel">,
  money: OrderMoney | undefined,
): Promise<Order> {
  if (money) return recordPayment(step, ref, money);
  return fulfillment_ids.length > 0 ? step.call("orders.touch", ref) : order;
}
