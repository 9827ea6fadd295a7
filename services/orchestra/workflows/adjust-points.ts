import { assertOrderOf } from "../points.rules.ts";
import { params } from "../schemas/loyalty.ts";
import { workflow } from "../workflow.ts";
import { subjectBy } from "./steps.ts";

/**
 * Adds or removes points by hand, for an order of the customer where one is named.
 * Throws `customer_not_found`, `order_not_found`, `insufficient_points`.
 */
export const adjustPoints = workflow(
  "orchestra.adjustPoints",
  params.adjustPoints,
  { subject: subjectBy("customer_id") },
  async (step, { store, customer_id, adjustment, reason, order_id }) => {
    const { store_id, tenant_id } = store;
    step.tag({ customer_id });
    await step.read("customers.get", { store_id, customer_id });
    if (order_id !== undefined) {
      const order = await step.read("orders.get", { store_id, order_id });
      await step.check("Validate order", () => assertOrderOf(order, customer_id));
    }
    return step.call("loyalty.adjust", { store_id, tenant_id, customer_id, adjustment, reason, order_id });
  },
);
