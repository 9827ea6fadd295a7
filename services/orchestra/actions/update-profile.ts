import { action } from "../../../mixins/actions/action.ts";
import { changeWithProof } from "../address-changes.ts";
import { params } from "../schemas/sign-in.ts";
import { fetchProfile } from "./get-profile.ts";

/**
 * Changes names at once. A new email address or phone number is pending until its code is verified; it must be free now,
 * and again then. Throws `customer_not_found` and the errors of `changeWithProof`.
 */
export const updateProfile = action("orchestra.updateProfile", params.updateProfile, async (request, { call }) => {
  const { customer_id, ...rest } = request;
  const ref = { store_id: request.store.store_id, customer_id };
  const before = await call("customers.get", ref);
  const customer = await changeWithProof(call, { ...rest, before, always: true });
  return fetchProfile(call, ref, customer);
});
