import { isError } from "../../../mixins/actions/errors.ts";
import type { ActionParams, Fulfillment, MessageTemplate, Order } from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
import { params } from "../orchestra.schema.ts";
import { type Step, WorkflowFailure, workflow } from "../workflow.ts";
import { invalidateCache, notify } from "./steps.ts";

type Input = ActionParams<"orchestra.updateFulfillment">;

/**
 * Changes a fulfilment's tracking or status; the order follows it.
 * Throws `order_not_found`, `fulfillment_not_found`, `invalid_fulfillment_transition`.
 */
export const updateFulfillment = workflow(
  "orchestra.updateFulfillment",
  params.updateFulfillment,
  { subject: ({ store, order_id }) => ({ store_id: store.store_id, id: order_id }) },
  async (step, input) => {
    const { store, fulfillment_id, changes } = input;
    const ref = { store_id: store.store_id, order_id: input.order_id };
    const before = await step.read("orders.get", ref);
    step.tagSubject(before.customer_id);
    const now = fulfillmentOf(await step.read("shipments.ofOrder", ref), fulfillment_id);
    const status = changes.status === now.status ? undefined : changes.status;

    const { changed, order: decided = before } = await decide(step, input, status);
    const fulfillment =
      status === "cancelled" ? await cancel(step, input, changed) : await carryOut(step, input, decided);
    const isNews = changed || fulfillment.version !== now.version;
    const order = isNews ? await step.call("orders.touch", ref) : decided;
    const occasion = changed && input.notify && status ? messageTemplates[status] : undefined;
    const { items, awb, tracking_url, shipping_method } = fulfillment;
    const told = { order: before, items, status: order.status, awb, tracking_url, shipping_method };
    if (occasion) await notify(step, store, occasion, told);
    if (order !== before) await invalidateCache(step, ref, order);
    return { fulfillment, order };
  },
);

const messageTemplates: Partial<Record<Fulfillment["status"], MessageTemplate>> = {
  shipped: "order_shipped",
  delivered: "order_delivered",
};

function fulfillmentOf(all: Fulfillment[], fulfillment_id: string): Fulfillment {
  const found = all.find(({ id }) => id === fulfillment_id);
  if (!found) throw fail("fulfillment_not_found");
  return found;
}

// The order decides about a status, and about who of several may write, and from there on shipments follows.
async function decide(
  step: Step,
  input: Input,
  status: Fulfillment["status"] | undefined,
): Promise<{ changed: boolean; order?: Order }> {
  const { store, order_id, fulfillment_id, if_versions } = input;
  const ref = { store_id: store.store_id, order_id };
  if (status !== undefined) {
    const asked = { ...ref, fulfillment_id, status, if_versions };
    return step.call("orders.setFulfillmentStatus", asked);
  }
  return { changed: false, order: if_versions && (await step.call("orders.touch", { ...ref, if_versions })) };
}

// Tracking alone is shipments' own to refuse, of a parcel that was cancelled meanwhile.
async function carryOut(step: Step, input: Input, order: Order): Promise<Fulfillment> {
  const { store, order_id, fulfillment_id, changes } = input;
  const ref = { store_id: store.store_id, order_id };
  try {
    return await step.call("shipments.update", { ...ref, fulfillment_id, changes });
  } catch (error) {
    if (!isError(error, "invalid_fulfillment_transition")) throw error;
    await invalidateCache(step, ref, order);
    throw new WorkflowFailure(error);
  }
}

async function cancel(step: Step, { store, order_id, fulfillment_id, changes }: Input, changed: boolean) {
  const ref = { store_id: store.store_id, order_id };
  const mine = { ...ref, fulfillment_id };
  const { status: _status, ...tracking } = changes;
  const alsoTracked = changed && Object.keys(tracking).length > 0;
  if (alsoTracked) await step.call("shipments.update", { ...mine, changes: tracking });
  await step.call("shipments.cancel", mine);
  return fulfillmentOf(await step.read("shipments.ofOrder", ref), fulfillment_id);
}
