import { action } from "../../../mixins/actions/action.ts";
import { params } from "../schemas/profile.ts";

// What services keep of a customer by their id alone; whether there is such a customer, only one of them knows.

/** Which messages a customer wants. Throws `customer_not_found`. */
export const getPreferences = action("orchestra.getPreferences", params.getPreferences, async (ref, { call }) => {
  await call("customers.exists", ref);
  return call("notifications.preferences", ref);
});

/** Has a customer choose which messages they want. Throws `customer_not_found`. */
export const setPreferences = action("orchestra.setPreferences", params.setPreferences, async (chosen, { call }) => {
  const { store_id, customer_id } = chosen;
  await call("customers.exists", { store_id, customer_id });
  return call("notifications.setPreferences", chosen);
});

/** Keeps a customer's bank account. Throws `customer_not_found`, `too_many_bank_accounts`, `bank_accounts_not_taken`. */
export const createBankAccount = action(
  "orchestra.createBankAccount",
  params.createBankAccount,
  async (request, { call }) => {
    const { store_id, customer_id } = request;
    await call("customers.exists", { store_id, customer_id });
    return call("payments.createBankAccount", request);
  },
);
