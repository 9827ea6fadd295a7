import type { CustomerRef } from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
import { params } from "../orchestra.schema.ts";
import { type Step, workflow } from "../workflow.ts";
import { assertExpected } from "./steps.ts";

/**
 * Erases a customer; their orders stay without personal data. Throws `customer_has_orders` when only a customer without
 * orders is to be deleted, and the errors of `customers.erase`.
 */
export const deleteCustomer = workflow(
  "orchestra.deleteCustomer",
  params.deleteCustomer,
  { subject: ({ store_id, customer_id, user_id }) => ({ store_id, id: customer_id ?? String(user_id) }) },
  async (step, { idempotency_key: _key, ...request }) => {
    if (request.only_without_orders) await assertHasNoOrders(step, request);
    return step.call("customers.erase", request);
  },
);

async function assertHasNoOrders(step: Step, request: CustomerRef & { if_versions?: number[] }): Promise<void> {
  const { store_id, customer_id, user_id, if_versions } = request;
  const customer = await step.read("customers.get", { store_id, customer_id, user_id });
  await assertExpected(step, customer, if_versions);
  const { orders } = await step.read("orders.countOf", { store_id, customer_id: customer.id });
  if (orders > 0) throw fail("customer_has_orders");
}
