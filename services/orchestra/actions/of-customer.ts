import { action } from "../../../mixins/actions/action.ts";
import { assertRecent } from "../recent.ts";
import { params } from "../schemas/profile.ts";

// Only the customers service knows whether a customer exists; the other services store their id.

/** The message preferences of a customer. Throws `customer_not_found`. */
export const getPreferences = action("orchestra.getPreferences", params.getPreferences, async (ref, { call }) => {
  await call("customers.exists", ref);
  return call("notifications.preferences", ref);
});

/** Sets the message preferences of a customer. Throws `customer_not_found`. */
export const setPreferences = action("orchestra.setPreferences", params.setPreferences, async (request, { call }) => {
  const { store_id, customer_id } = request;
  await call("customers.exists", { store_id, customer_id });
  return call("notifications.setPreferences", request);
});

/** Adds a bank account of a customer. Throws `recent_sign_in_required`, `customer_not_found`, `too_many_bank_accounts`, `bank_accounts_not_taken`. */
export const createBankAccount = action(
  "orchestra.createBankAccount",
  params.createBankAccount,
  async (request, { call }) => {
    const { sign_in, ...account } = request;
    const { store_id, customer_id } = request;
    await assertRecent(call, { store_id, customer_id }, sign_in);
    await call("customers.exists", { store_id, customer_id });
    return call("payments.createBankAccount", account);
  },
);
