import { params } from "../schemas/own-orders.ts";
import { workflow } from "../workflow.ts";
import { findOwnOrder, invalidateCache, notifyReturn, subjectBy } from "./steps.ts";

/**
 * Requests a return of delivered pieces of an order; no piece is returned twice.
 * Throws `order_not_found`, `item_not_found`, `item_not_returnable`, `quantity_exceeds_returnable`, `version_mismatch`.
 */
export const requestReturn = workflow(
  "orchestra.requestReturn",
  params.requestReturn,
  { subject: subjectBy("order_number"), version: 2, oldest: 2 },
  async (step, input) => {
    const { store, customer_id, items, window_days, shipping_address, if_versions } = input;
    step.tag({ customer_id });
    const ref = await findOwnOrder(step, input);
    const return_id = step.newId("ret");
    const wanted = { items, window_days, shipping_address, if_versions };
    const made = await step.call("orders.requestReturn", { ...ref, return_id, ...wanted });
    await notifyReturn(step, store, "return_requested", made.order, made.return);
    await invalidateCache(step, ref, made.order);
    return made.return;
  },
);
