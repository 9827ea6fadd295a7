import type { ActionParams, ActionResult } from "../../contracts.ts";
import { params } from "../orchestra.schema.ts";
import { type Step, workflow } from "../workflow.ts";
import { claimAndCreate, claimAndCreateFirst, labelled, type Made } from "./claimed-fulfillment.ts";
import { invalidateCache, notifyFulfillment, refOf, subjectBy } from "./steps.ts";

type Input = ActionParams<"orchestra.createFulfillment">;

/**
 * Creates a fulfilment of some of an order's items, or of all that are unfulfilled. Parallel fulfilments never contain
 * the same piece. Throws `order_not_found`, `order_not_fulfillable`, `item_not_found`, `quantity_exceeds_unfulfilled`,
 * `out_of_stock` for pieces that were lost, and the errors of a courier.
 */
export const createFulfillment = workflow(
  "orchestra.createFulfillment",
  params.createFulfillment,
  { subject: subjectBy("order_id"), version: 2 },
  async (step, input) => {
    if (!step.patched(2)) return end(step, input, await claimAndCreateFirst(step, input));
    const { items, if_versions } = input;
    const preview = await step.read("orders.previewFulfillment", { ...refOf(input), items, if_versions });
    step.tag({ customer_id: preview.order.customer_id });
    const isClaimed = Boolean(input.fulfillment.provider_id) || preview.again.length > 0;
    const make = isClaimed ? claimAndCreate(step, input, preview.order) : createAndCount(step, input, preview);
    return end(step, input, await make);
  },
);

// Neither a courier nor stock can refuse it: it is created first, and the order counts it in one change. One that the order
// refuses, since another has taken its pieces meanwhile, is withdrawn.
async function createAndCount(
  step: Step,
  input: Input,
  { order: before, items }: ActionResult<"orders.previewFulfillment">,
): Promise<Made> {
  const { if_versions } = input;
  const mine = { ...refOf(input), fulfillment_id: step.newId("ful") };
  // Planned: what undoes both is written with the first change.
  const record = step.plan("shipments.record", { action: "shipments.withdraw", params: mine });
  const fulfil = step.plan("orders.fulfil", { action: "orders.releaseFulfillment", params: mine });
  const fulfillment = await record({
    ...mine,
    tenant_id: input.store.tenant_id,
    customer_id: before.customer_id,
    fulfillment: { ...input.fulfillment, items: labelled(items, input.labels) },
  });
  const pieces = items.map(({ id: item_id, quantity }) => ({ item_id, quantity }));
  return { before, fulfillment, order: await fulfil({ ...mine, items: pieces, if_versions }) };
}

async function end(step: Step, input: Input, { before, fulfillment, order, stock }: Made) {
  await step.pointOfNoReturn();
  if (stock) await step.call("inventory.commit", stock);
  if (input.notify) await notifyFulfillment(step, input.store, "order_fulfilled", before, fulfillment, order);
  await invalidateCache(step, refOf(input), order);
  return { fulfillment, order };
}
