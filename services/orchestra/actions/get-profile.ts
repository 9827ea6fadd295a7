import { action } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import type { Call, Customer, CustomerKey, Profile } from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
import { params } from "../schemas/profile.ts";

/** A customer with their picture and message preferences. Throws `customer_not_found`. */
export const getProfile = action("orchestra.getProfile", params.getProfile, (ref, { call }) => fetchProfile(call, ref));

/** The profile of a customer, for other actions; `known` is the customer when they were read already. */
export async function fetchProfile(
  call: Call,
  { store_id, customer_id }: CustomerKey,
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

/** The same at the end of a sign-in: of a customer who was erased meanwhile it throws `refused`. */
export function profileOfSignIn(call: Call, owner: CustomerKey, refused: Parameters<typeof fail>[0]): Promise<Profile> {
  return fetchProfile(call, owner).catch((error) => {
    throw isError(error, "customer_not_found") ? fail(refused) : error;
  });
}
