import { assertVersion } from "../../../mixins/actions/errors.ts";
import { type Asked, pricedItems } from "../return-amounts.rules.ts";
import { itemsAskedFor, quantitiesOf } from "../returns.rules.ts";
import { params } from "../schemas/own-orders.ts";
import { workflow } from "../workflow.ts";
import { invalidateCache, notify } from "./steps.ts";

/**
 * Notes what a customer asks to send back of a delivered order, and holds these pieces for it: nobody returns a piece
 * twice. Throws `order_not_found`, `item_not_found`, `item_not_returnable`, `quantity_exceeds_returnable`,
 * `version_mismatch`.
 */
export const requestReturn = workflow(
  "orchestra.requestReturn",
  params.requestReturn,
  { subject: ({ store, order_number }) => ({ store_id: store.store_id, id: order_number }) },
  async (step, input) => {
    const { store, customer_id, order_number, window_days, if_versions } = input;
    step.tagSubject(customer_id);
    const { store_id, tenant_id } = store;
    const { order_id } = await step.read("orders.findByNumber", { store_id, customer_id, order_number });
    const ref = { store_id, order_id };
    const order = await step.read("orders.get", ref);
    if (if_versions) await step.check("Validate version", () => assertVersion(order.version, if_versions));
    const known = await step.read("returns.ofOrder", ref);
    let asked: Asked[] = [];
    await step.check("Validate items", () => {
      asked = itemsAskedFor(order, known, input.items);
    });

    const return_id = step.newId("ret");
    const mine = { ...ref, return_id };
    await step.call(
      "orders.claimReturn",
      { ...mine, items: quantitiesOf(asked), window_days, if_versions },
      { action: "orders.releaseReturn", params: mine },
    );
    // Behind the claim: what others have claimed before is among them, or soon will be.
    const items = pricedItems(order, await step.read("returns.ofOrder", ref), asked);
    const made = await step.call("returns.create", {
      store_id,
      tenant_id,
      return: {
        id: return_id,
        order_id,
        order_number,
        customer_id,
        items,
        shipping_address: input.shipping_address ?? order.shipping_address,
        currency: order.currency,
      },
    });

    const pieces = items.map(({ item_id, quantity }) => ({ id: item_id, quantity }));
    await notify(step, store, "return_requested", { order, items: pieces, return_id });
    await invalidateCache(step, ref, await step.call("orders.touch", ref));
    return made;
  },
);
