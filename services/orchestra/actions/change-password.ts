import { action } from "../../../mixins/actions/action.ts";
import { sendPasswordNotices } from "../notices.ts";
import { params } from "../schemas/sign-in.ts";

/**
 * Changes a password, which must not be the customer's email address or phone number, and ends all other sessions. Tells every
 * address that is proven.
 * Throws `customer_not_found`, `invalid_credentials`, `password_too_weak`.
 */
export const changePassword = action("orchestra.changePassword", params.changePassword, async (request, { call }) => {
  const { store, ...change } = request;
  const owner = { store_id: store.store_id, customer_id: request.customer_id };
  const customer = await call("customers.get", owner);
  const known_as = [customer.email, customer.phone].filter((name) => name !== null);
  const changed = await call("auth.changePassword", { ...change, ...owner, known_as });
  await sendPasswordNotices(call, store, customer);
  return changed;
});
