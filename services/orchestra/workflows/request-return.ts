import { assertVersion } from "../../../mixins/actions/errors.ts";
import { type Asked, pricedItems } from "../return-amounts.rules.ts";
import { itemsAskedFor, quantitiesOf } from "../returns.rules.ts";
import { params } from "../schemas/own-orders.ts";
import { workflow } from "../workflow.ts";
import { findOwnOrder, notifyReturn, subjectBy, touchOrder } from "./steps.ts";

/**
 * Requests a return of delivered pieces of an order and claims their quantities, so that no piece is returned twice.
 * Throws `order_not_found`, `item_not_found`, `item_not_returnable`, `quantity_exceeds_returnable`, `version_mismatch`.
 */
export const requestReturn = workflow(
  "orchestra.requestReturn",
  params.requestReturn,
  { subject: subjectBy("order_number") },
  async (step, input) => {
    const { store, customer_id, order_number, window_days, if_versions } = input;
    step.tag({ customer_id });
    const { store_id, tenant_id } = store;
    const ref = await findOwnOrder(step, input);
    const order = await step.read("orders.get", ref);
    if (if_versions) await step.check("Validate version", () => assertVersion(order.version, if_versions));
    let asked: Asked[] = [];
    await step.check("Validate items", () => {
      asked = itemsAskedFor(order, input.items);
    });

    const return_id = step.newId("ret");
    const mine = { ...ref, return_id };
    await step.call(
      "orders.claimReturn",
      { ...mine, items: quantitiesOf(asked), window_days, if_versions },
      { action: "orders.releaseReturn", params: mine },
    );
    // Read after the claim: it contains the returns that were claimed earlier.
    const items = pricedItems(order, await step.read("returns.ofOrder", ref), asked);
    const made = await step.call("returns.create", {
      store_id,
      tenant_id,
      return: {
        id: return_id,
        order_id: ref.order_id,
        order_number,
        customer_id,
        items,
        shipping_address: input.shipping_address ?? order.shipping_address,
        currency: order.currency,
      },
    });

    await notifyReturn(step, store, "return_requested", order, { id: return_id, items });
    await touchOrder(step, ref);
    return made;
  },
);
