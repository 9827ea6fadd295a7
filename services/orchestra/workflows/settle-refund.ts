import type { ActionResult, Order, OrderWithItems } from "../../contracts.ts";
import { params } from "../orchestra.schema.ts";
import { assertSettleable, payerOf, returnIn } from "../refunds.rules.ts";
import { isRefusal } from "../refusals.ts";
import { type Step, WorkflowFailure, workflow } from "../workflow.ts";
import { type Payer, readPayer, recordAtPayer } from "./giving-back.ts";
import { invalidateCache, moneyState, recordPayment, refOf, subjectBy } from "./steps.ts";

type Settled = ActionResult<"payments.settleRefund">;

/**
 * Notes that a declined refund was given back outside: the order's money is then as if it had been made. Throws
 * `order_not_found`, `version_mismatch`, `refund_not_found`, `refund_not_failed`, `refund_exceeds_paid`.
 */
export const settleRefund = workflow(
  "orchestra.settleRefund",
  params.settleRefund,
  { subject: subjectBy("order_id"), version: 3 },
  async (step, input) => {
    const { refund_id, note, if_versions } = input;
    const ref = refOf(input);
    const order = await step.read("orders.get", ref);
    step.tag({ customer_id: order.customer_id });
    const payer = await readPayer(step, order);
    if (step.patched(3)) await assertFailed(step.scope("known"), payer, refund_id);
    const checked = if_versions && (await step.call("orders.writeOff", { ...ref, items: [], if_versions }));
    const { ledger } = payer;
    const settling = step.call("payments.settleRefund", { ...payer.ref, refund_id, ledger, note });
    const settled = await settling.catch((error) => end(step.scope("refused"), error, checked?.order));
    await recordAtPayer(step, payer, order, settled);
    if (step.patched(3)) await writeOff(step.scope("pieces"), order, settled);
    const last = (await record(step, order, settled)) ?? checked?.order ?? order;
    await invalidateCache(step, ref, last);
    return { refund: settled.refund, order: last };
  },
);

// Before the order's version rises: what is refused changes nothing.
async function assertFailed(step: Step, { ref }: Payer, refund_id: string): Promise<void> {
  const { refunds } = await step.read("payments.ofOrder", ref);
  await step.check("Validate refund", () => assertSettleable(refunds, refund_id));
}

// Another run settled it meanwhile, or gave the money back otherwise. The order has another version by now.
async function end(step: Step, error: unknown, order: Order | undefined): Promise<never> {
  if (!order || !isRefusal(error)) throw error;
  await invalidateCache(step, { store_id: order.store_id, order_id: order.id }, order);
  throw new WorkflowFailure(error);
}

// Lost pieces whose money is back are not sent again: the decline had taken that back.
async function writeOff(step: Step, order: OrderWithItems, { refund, reference }: Settled): Promise<void> {
  const lines = order.funded_by === null && reference.startsWith("refund:") ? (refund.lines ?? []) : [];
  const items = lines.flatMap(({ line, quantity }) => {
    const isLost = order.items.some(({ id, pieces }) => id === line && pieces.lost > 0);
    return isLost && quantity ? [{ item_id: line, quantity }] : [];
  });
  if (items.length > 0) await step.call("orders.writeOff", { store_id: order.store_id, order_id: order.id, items });
}

// Records a refund with its return and with the order that was paid. Undefined for a replacement, which neither changes.
async function record(step: Step, order: OrderWithItems, settled: Settled) {
  const ref = { store_id: order.store_id, order_id: order.id };
  const isPayer = payerOf(order) === order.id;
  const return_id = returnIn(settled.reference);
  if (return_id) {
    const of = { store_id: order.store_id, return_id };
    const { order_id } = await step.read("orders.getReturn", of);
    const money = isPayer && order_id === order.id ? moneyState(settled.money) : undefined;
    const recorded = await step.call("orders.settleReturn", {
      ...of,
      order_id,
      refunded: settled.refund.amount,
      money,
    });
    if (order_id === order.id) return recorded.order;
    await invalidateCache(step, { store_id: order.store_id, order_id }, recorded.order);
  }
  return isPayer ? recordPayment(step, ref, settled.money) : undefined;
}
