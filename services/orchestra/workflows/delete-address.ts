import { fail } from "../orchestra.errors.ts";
import { params } from "../schemas/profile.ts";
import { workflow } from "../workflow.ts";

/**
 * Deletes an address of a customer, unless an order that is not shipped yet uses it.
 * Throws `address_not_found`, `address_in_use`.
 */
export const deleteAddress = workflow(
  "orchestra.deleteAddress",
  params.deleteAddress,
  { subject: ({ store_id, customer_id }) => ({ store_id, id: customer_id }) },
  async (step, { store_id, customer_id, address_id }) => {
    const address = { store_id, customer_id, address_id };
    step.tag({ customer_id });
    await step.read("customers.getAddress", address);
    const { used } = await step.read("orders.usesAddress", address);
    await step.check("Validate address is not in use", () => {
      if (used) throw fail("address_in_use");
    });
    return step.call("customers.deleteAddress", address);
  },
);
