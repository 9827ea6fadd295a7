import { action } from "../../../mixins/action.ts";
import { params } from "../customers.schemas.ts";
import { fetchAddresses } from "../store/addresses.ts";
import { fetchCustomer } from "../store/customers.ts";

/** Gives the address book of a customer, the oldest first. Throws `customer_not_found`. */
export const addresses = action("customers.addresses", params.addresses, async (ref, { db }) => {
  const customer = await fetchCustomer(db, ref);
  return fetchAddresses(db, ref.store_id, customer.user_id);
});
