import { action } from "../../../mixins/actions/action.ts";
import { params } from "../schemas/sign-in.ts";

/**
 * Changes a password, which must not be the customer's email address or phone number, and ends all other sessions.
 * Throws `customer_not_found`, `invalid_credentials`, `password_too_weak`.
 */
export const changePassword = action("orchestra.changePassword", params.changePassword, async (request, { call }) => {
  const { store_id, customer_id } = request;
  const { email, phone } = await call("customers.get", { store_id, customer_id });
  const known_as = [email, phone].filter((name) => name !== null);
  return call("auth.changePassword", { ...request, known_as });
});
