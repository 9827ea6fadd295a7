import type { ActionParams, FulfilledItem, FulfillmentItem } from "../../contracts.ts";
import { assertFulfillable } from "../orchestra.rules.ts";
import { params } from "../orchestra.schema.ts";
import { workflow } from "../workflow.ts";
import { invalidateCache, notify } from "./steps.ts";

type Input = ActionParams<"orchestra.createFulfillment">;

/**
 * Makes a fulfilment of some of an order's items, or of all that is left. Two at once never take an item twice.
 * Throws `order_not_found`, `order_not_fulfillable`, `item_not_found`, `quantity_exceeds_unfulfilled`, and what a
 * courier throws.
 */
export const createFulfillment = workflow(
  "orchestra.createFulfillment",
  params.createFulfillment,
  { subject: ({ store, order_id }) => ({ store_id: store.store_id, id: order_id }) },
  async (step, input) => {
    const { store, items, if_versions } = input;
    const ref = { store_id: store.store_id, order_id: input.order_id };
    const before = await step.read("orders.get", ref);
    step.tagSubject(before.customer_id);
    await step.check("Validate fulfillment", () => assertFulfillable(before));

    const fulfillment_id = step.newId("ful");
    const mine = { ...ref, fulfillment_id };
    const claim = await step.call(
      "orders.claimFulfillment",
      { ...mine, items, if_versions },
      { action: "orders.releaseFulfillment", params: mine },
    );
    const fulfillment = await step.call(
      "shipments.create",
      {
        ...mine,
        tenant_id: store.tenant_id,
        customer_id: before.customer_id,
        fulfillment: { ...input.fulfillment, items: labelled(claim.items, input.labels) },
      },
      { action: "shipments.cancel", params: mine },
    );

    // A cancellation may have come first: then what was made is taken back.
    const order = await step.call("orders.confirmFulfillment", mine, {
      action: "orders.releaseFulfillment",
      params: mine,
    });
    await step.pointOfNoReturn();
    const { awb, tracking_url, shipping_method } = fulfillment;
    const told = { order: before, items: fulfillment.items, status: order.status, awb, tracking_url, shipping_method };
    if (input.notify) await notify(step, store, "order_fulfilled", told);
    await invalidateCache(step, ref, order);
    return { fulfillment, order };
  },
);

// The merchant may write other words on the label than the order has.
const labelled = (items: FulfilledItem[], labels: Input["labels"]): FulfillmentItem[] =>
  items.map(({ id, name, quantity }) => ({
    id,
    name: labels?.[id]?.name ?? name,
    quantity,
    selling_price: labels?.[id]?.selling_price ?? null,
  }));
