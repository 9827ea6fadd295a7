import { action } from "../../../mixins/actions/action.ts";
import type { Call, Customer, Profile } from "../../contracts.ts";
import { params } from "../schemas/profile.ts";

/** A customer with their picture and what they want to be told. Throws `customer_not_found`. */
export const getProfile = action("orchestra.getProfile", params.getProfile, (ref, { call }) => fetchProfile(call, ref));

/** The same inside other actions; `known` is the customer where they have just been read. */
export async function fetchProfile(
  call: Call,
  { store_id, customer_id }: { store_id: number; customer_id: string },
  known?: Customer,
): Promise<Profile> {
  const ref = { store_id, customer_id };
  const [customer, { picture }, preferences] = await Promise.all([
    known ?? call("customers.get", ref),
    call("media.profileImage", ref),
    call("notifications.preferences", ref),
  ]);
  return { customer, picture, preferences };
}
