import { isError } from "../../../mixins/actions/errors.ts";
import type { ActionParams, Fulfillment, MessageTemplate, Order } from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
import { params } from "../orchestra.schema.ts";
import { type Step, WorkflowFailure, workflow } from "../workflow.ts";
import { invalidateCache, notifyFulfillment, refOf, subjectBy } from "./steps.ts";

type Input = ActionParams<"orchestra.updateFulfillment">;

/**
 * Changes the tracking or the status of a fulfilment; the order's status follows.
 * Throws `order_not_found`, `fulfillment_not_found`, `invalid_fulfillment_transition`.
 */
export const updateFulfillment = workflow(
  "orchestra.updateFulfillment",
  params.updateFulfillment,
  { subject: subjectBy("order_id") },
  async (step, input) => {
    const { store, fulfillment_id, changes } = input;
    const ref = refOf(input);
    const before = await step.read("orders.get", ref);
    step.tag({ customer_id: before.customer_id });
    const now = fulfillmentOf(await step.read("shipments.ofOrder", ref), fulfillment_id);
    const status = changes.status === now.status ? undefined : changes.status;

    const { changed, order: decided = before } = await decide(step, input, status);
    const fulfillment =
      status === "cancelled" ? await cancel(step, input, changed) : await carryOut(step, input, decided);
    const isChanged = changed || fulfillment.version !== now.version;
    const order = isChanged ? await step.call("orders.touch", ref) : decided;
    const template = changed && input.notify && status ? messageTemplates[status] : undefined;
    if (template) await notifyFulfillment(step, store, template, before, fulfillment, order);
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

// The orders service decides about a status and between concurrent changes; the shipments service follows.
async function decide(
  step: Step,
  input: Input,
  status: Fulfillment["status"] | undefined,
): Promise<{ changed: boolean; order?: Order }> {
  const { fulfillment_id, if_versions } = input;
  const ref = { ...refOf(input), if_versions };
  if (status !== undefined) return step.call("orders.setFulfillmentStatus", { ...ref, fulfillment_id, status });
  return { changed: false, order: if_versions && (await step.call("orders.touch", ref)) };
}

// The shipments service itself refuses tracking alone for a fulfilment that was cancelled in the meantime.
async function carryOut(step: Step, input: Input, order: Order): Promise<Fulfillment> {
  const { fulfillment_id, changes } = input;
  const ref = refOf(input);
  try {
    return await step.call("shipments.update", { ...ref, fulfillment_id, changes });
  } catch (error) {
    if (!isError(error, "invalid_fulfillment_transition")) throw error;
    await invalidateCache(step, ref, order);
    throw new WorkflowFailure(error);
  }
}

async function cancel(step: Step, input: Input, changed: boolean) {
  const ref = refOf(input);
  const mine = { ...ref, fulfillment_id: input.fulfillment_id };
  const { status: _status, ...changes } = input.changes;
  const alsoTracked = changed && Object.keys(changes).length > 0;
  if (alsoTracked) await step.call("shipments.update", { ...mine, changes });
  await step.call("shipments.cancel", mine);
  return fulfillmentOf(await step.read("shipments.ofOrder", ref), input.fulfillment_id);
}
