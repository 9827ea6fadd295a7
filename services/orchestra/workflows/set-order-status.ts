import { assertVersion, isError } from "../../../mixins/actions/errors.ts";
import type {
  ActionParams,
  MessageTemplate,
  Order,
  OrderDetail,
  OrderRef,
  OrderStatus,
  SettableStatus,
} from "../../contracts.ts";
import { assertMoneyBack, assertMovable } from "../orchestra.rules.ts";
import { params } from "../orchestra.schema.ts";
import { type Step, WorkflowFailure, workflow } from "../workflow.ts";
import { cancel } from "./cancel-order.ts";
import { invalidateCache, notify, paymentState } from "./steps.ts";

type Input = ActionParams<"orchestra.setOrderStatus">;

/**
 * Gives an order a status; one that it has already changes nothing. A status never lies: `cancelled` cancels, with
 * restock and no refund, and `refunded` gives back all that is captured.
 * Throws `order_not_found`, `invalid_status_transition`, `nothing_to_refund`, and what a cancellation throws.
 */
export const setOrderStatus = workflow(
  "orchestra.setOrderStatus",
  params.setOrderStatus,
  { subject: ({ store, order_id }) => ({ store_id: store.store_id, id: order_id }) },
  async (step, input) => {
    const { status } = input;
    if (status === "cancelled") return becomeCancelled(step, input);
    if (status === "refunded") return becomeRefunded(step, input);
    return become(step, { ...input, status });
  },
);

async function become(step: Step, input: Input & { status: SettableStatus }): Promise<Order> {
  const { store, order_id, status, note, notify: tell, if_versions } = input;
  const ref = { store_id: store.store_id, order_id };
  const before = tell ? await step.read("orders.get", ref) : undefined;
  if (before) step.tagSubject(before.customer_id);
  await step.pointOfNoReturn();
  const { order, changed } = await step.call("orders.setStatus", { ...ref, status, note, if_versions });
  step.tagSubject(order.customer_id);
  if (changed && before) await notify(step, store, templateOf(status), { order: before, status, note });
  if (changed) await invalidateCache(step, ref, order);
  return order;
}

async function becomeCancelled(step: Step, input: Input): Promise<Order> {
  const { store, order_id, note, notify, if_versions, idempotency_key } = input;
  const ref = { store_id: store.store_id, order_id };
  const order = await step.read("orders.get", ref);
  if (order.status === "cancelled") return asItIs(step, order, if_versions);
  await step.check("Validate status transition", () => assertMovable(order));
  const done = await cancel(step, {
    store,
    order_id,
    note,
    notify,
    if_versions,
    idempotency_key,
    reason: "other",
    refund: false,
    restock: true,
  });
  return done.order;
}

async function becomeRefunded(step: Step, { store, order_id, note, notify: tell, if_versions }: Input): Promise<Order> {
  const ref = { store_id: store.store_id, order_id };
  const before = await step.read("orders.get", ref);
  if (before.status === "refunded") return asItIs(step, before, if_versions);
  step.tagSubject(before.customer_id);
  const money = await step.read("payments.ofOrder", ref);
  await step.check("Validate refund", () => assertMoneyBack(before, money));

  // The status first: it shuts out a cancellation, which would refund too.
  await step.pointOfNoReturn();
  const { changed } = await step.call("orders.setStatus", { ...ref, status: "refunded", note, if_versions });
  const back = await giveBack(step, ref, before);
  const order = await step.call("orders.recordPayment", { ...ref, ...paymentState(back.money) });
  const refund_amount = back.refunds.reduce((sum, { amount }) => sum + amount, 0);
  const told = { order: before, status: order.status, note, refund_amount };
  if (changed && tell) await notify(step, store, "order_refunded", told);
  await invalidateCache(step, ref, order);
  return order;
}

// Nothing is left to do. Asked again under the same key it answers the same, whatever becomes of the order meanwhile.
async function asItIs(step: Step, order: OrderDetail, if_versions: number[] | undefined): Promise<Order> {
  await step.check("Validate version", () => assertVersion(order.version, if_versions));
  await step.persist();
  return order;
}

// All that is there by now. What the provider declines was not given back, and the status does not say so.
async function giveBack(step: Step, ref: OrderRef, { status: to }: OrderDetail) {
  try {
    return await step.call("payments.refund", { ...ref, reference: `refund:${ref.order_id}` });
  } catch (error) {
    if (!isError(error, "refund_declined") && !isError(error, "nothing_to_refund")) throw error;
    // Of a cancelled order nothing was to be given back.
    if (to === "cancelled") throw error;
    const { order } = await step.call("orders.revertStatus", { ...ref, from: "refunded", to });
    await invalidateCache(step, ref, order);
    throw new WorkflowFailure(error);
  }
}

function templateOf(status: OrderStatus): MessageTemplate {
  if (status === "shipped") return "order_shipped";
  return status === "delivered" ? "order_delivered" : "order_status";
}
