import { action } from "../../../mixins/actions/action.ts";
import { params } from "../schemas/profile.ts";

/** A customer with their picture and what they want to be told. Throws `customer_not_found`. */
export const getProfile = action("orchestra.getProfile", params.getProfile, async (ref, { call }) => {
  const [customer, { picture }, preferences] = await Promise.all([
    call("customers.get", ref),
    call("media.profileImage", ref),
    call("notifications.preferences", ref),
  ]);
  return { customer, picture, preferences };
});
