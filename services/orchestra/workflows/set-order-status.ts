import { isError } from "../../../mixins/actions/errors.ts";
import type {
  ActionParams,
  ActionResult,
  MessageTemplate,
  Order,
  OrderRef,
  OrderStatus,
  OrderWithItems,
  SettableStatus,
} from "../../contracts.ts";
import { assertMoneyBack, assertMovable } from "../orchestra.rules.ts";
import { params } from "../orchestra.schema.ts";
import { ledgerOf } from "../refunds.rules.ts";
import { type Step, WorkflowFailure, workflow } from "../workflow.ts";
import { cancel } from "./cancel-order.ts";
import { assertExpected, invalidateCache, notify, recordPayment, refOf, subjectBy } from "./steps.ts";

type Input = ActionParams<"orchestra.setOrderStatus">;

/**
 * Sets the status of an order; its current status changes nothing. `cancelled` cancels the order with restock and
 * without refund, and `refunded` refunds all that is captured.
 * Throws `order_not_found`, `invalid_status_transition`, `nothing_to_refund`, and the errors of a cancellation.
 */
export const setOrderStatus = workflow(
  "orchestra.setOrderStatus",
  params.setOrderStatus,
  { subject: subjectBy("order_id") },
  async (step, input) => {
    const { status } = input;
    if (status === "cancelled") return becomeCancelled(step, input);
    if (status === "refunded") return becomeRefunded(step, input);
    return become(step, { ...input, status });
  },
);

async function become(step: Step, input: Input & { status: SettableStatus }): Promise<Order> {
  const { store, status, note, if_versions } = input;
  const ref = refOf(input);
  const before = input.notify ? await step.read("orders.get", ref) : undefined;
  if (before) step.tag({ customer_id: before.customer_id });
  await step.pointOfNoReturn();
  const outcome = await step.call("orders.setStatus", { ...ref, status, note, if_versions });
  const { changed } = outcome;
  step.tag({ customer_id: outcome.order.customer_id });
  const order = await recordSending(step, input, outcome);
  if (changed && before) await notify(step, store, templateOf(status), before, { status, note });
  if (changed) await invalidateCache(step, ref, order);
  return order;
}

// The shipments service records what the order's status has said of its pieces.
async function recordSending(step: Step, input: Input, outcome: ActionResult<"orders.setStatus">): Promise<Order> {
  const { fulfillment, moved = [], order } = outcome;
  if (!fulfillment && moved.length === 0) return order;
  const ref = refOf(input);
  const { tenant_id } = input.store;
  const status = order.status === "shipped" ? ("shipped" as const) : ("delivered" as const);
  for (const fulfillment_id of moved)
    await step.call("shipments.update", { ...ref, fulfillment_id, changes: { status } });
  if (fulfillment) {
    const items = fulfillment.items.map(({ id, name, quantity }) => ({ id, name, quantity, selling_price: null }));
    const made = { ...ref, tenant_id, customer_id: order.customer_id, fulfillment_id: fulfillment.id };
    await step.call("shipments.create", { ...made, status, fulfillment: { items } });
  }
  return step.call("orders.touch", ref);
}

async function becomeCancelled(step: Step, { status: _status, ...input }: Input): Promise<Order> {
  const order = await step.read("orders.get", refOf(input));
  await assertExpected(step, order, input.if_versions);
  if (order.status === "cancelled") return unchanged(step, order);
  await step.check("Validate status transition", () => assertMovable(order));
  return (await cancel(step, { ...input, reason: "other", refund: false, restock: true })).order;
}

async function becomeRefunded(step: Step, input: Input): Promise<Order> {
  const { store, note, if_versions } = input;
  const ref = refOf(input);
  const before = await step.read("orders.get", ref);
  await assertExpected(step, before, if_versions);
  if (before.status === "refunded") return unchanged(step, before);
  step.tag({ customer_id: before.customer_id });
  const money = await step.read("payments.ofOrder", ref);
  await step.check("Validate refund", () => assertMoneyBack(before, money));

  // The status first: it excludes a cancellation, which would refund too.
  await step.pointOfNoReturn();
  const { changed } = await step.call("orders.setStatus", { ...ref, status: "refunded", note, if_versions });
  const back = await giveBack(step, ref, before);
  const order = await recordPayment(step, ref, back.money);
  const refund_amount = back.refunds.reduce((sum, { amount }) => sum + amount, 0);
  const details = { status: order.status, note, refund_amount };
  if (changed && input.notify) await notify(step, store, "order_refunded", before, details);
  await invalidateCache(step, ref, order);
  return order;
}

// Persisted, so that a repetition with the same key has the same result even when the order changes later.
async function unchanged(step: Step, order: OrderWithItems): Promise<Order> {
  await step.persist();
  return order;
}

// Refunds all that is captured by now. When the provider declines, the status is reverted.
async function giveBack(step: Step, ref: OrderRef, before: OrderWithItems) {
  const { status: to } = before;
  try {
    const ledger = ledgerOf(before);
    return await step.call("payments.refund", { ...ref, ledger, reference: `refund:${ref.order_id}` });
  } catch (error) {
    if (!isError(error, "refund_declined") && !isError(error, "nothing_to_refund")) throw error;
    // A cancelled order cannot be refunded by its status.
    if (to === "cancelled") throw error;
    await step.call("orders.revertStatus", { ...ref, from: "refunded", to });
    // Of several payments, some may have given their part back.
    const part = step.scope("part");
    const order = await recordPayment(part, ref, await part.read("payments.ofOrder", ref));
    await invalidateCache(step, ref, order);
    throw new WorkflowFailure(error);
  }
}

function templateOf(status: OrderStatus): MessageTemplate {
  if (status === "shipped") return "order_shipped";
  return status === "delivered" ? "order_delivered" : "order_status";
}
