import type { ActionParams, FulfilledItem, FulfillmentItem, OrderWithItems, StockLine } from "../../contracts.ts";
import { assertFulfillable } from "../orchestra.rules.ts";
import { params } from "../orchestra.schema.ts";
import { type Step, workflow } from "../workflow.ts";
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
  { subject: subjectBy("order_id") },
  async (step, input) => {
    const { store, items, if_versions } = input;
    const ref = refOf(input);
    const before = await step.read("orders.get", ref);
    step.tag({ customer_id: before.customer_id });
    await step.check("Validate fulfillment", () => assertFulfillable(before));

    const fulfillment_id = step.newId("ful");
    const mine = { ...ref, fulfillment_id };
    const release = { action: "orders.releaseFulfillment", params: mine } as const;
    // Planned: what undoes all three is written with the first change.
    const claiming = step.plan("orders.claimFulfillment", release);
    const create = step.plan("shipments.create", { action: "shipments.cancel", params: mine });
    const confirm = step.plan("orders.confirmFulfillment", release);
    const claim = await claiming({ ...mine, items, if_versions });
    const stock = await takeAgain(step, input, before, fulfillment_id, claim.again);
    const fulfillment = await create({
      ...mine,
      tenant_id: store.tenant_id,
      customer_id: before.customer_id,
      fulfillment: { ...input.fulfillment, items: labelled(claim.items, input.labels) },
    });

    // Refused when the order was cancelled in the meantime: the fulfilment is then compensated.
    const order = await confirm(mine);
    await step.pointOfNoReturn();
    if (stock) await step.call("inventory.commit", stock);
    if (input.notify) await notifyFulfillment(step, store, "order_fulfilled", before, fulfillment, order);
    await invalidateCache(step, ref, order);
    return { fulfillment, order };
  },
);

// The stock of pieces that were lost is gone: to send them again, stock is taken anew. Throws `out_of_stock`.
async function takeAgain(
  step: Step,
  { store: { store_id, tenant_id } }: Input,
  { location_id }: OrderWithItems,
  reference: string,
  lines: StockLine[] = [],
) {
  if (lines.length === 0) return undefined;
  const stock = { store_id, tenant_id, reference, ...(location_id === null ? {} : { location_id }) };
  await step.call("inventory.reserve", { ...stock, lines }, { action: "inventory.release", params: stock });
  return stock;
}

// The merchant may print another name or price on the label than the order has.
const labelled = (items: FulfilledItem[], labels: Input["labels"]): FulfillmentItem[] =>
  items.map(({ id, name, quantity }) => ({
    id,
    name: labels?.[id]?.name ?? name,
    quantity,
    selling_price: labels?.[id]?.selling_price ?? null,
  }));
