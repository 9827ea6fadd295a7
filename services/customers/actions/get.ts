import { action } from "../../../mixins/actions/action.ts";
import { params } from "../customers.schema.ts";
import { fetchAddresses } from "../store/addresses.ts";
import { assertCustomer, fetchCustomer } from "../store/customers.ts";

/** Gives one customer, with their addresses where these are asked for. Throws `customer_not_found`. */
export const get = action("customers.get", params.get, async ({ with_addresses, ...ref }, { db }) => {
  const customer = await fetchCustomer(db, ref);
  if (!with_addresses) return customer;
  return { ...customer, addresses: await fetchAddresses(db, { store_id: ref.store_id, customer: customer.user_id }) };
});

/** Says that there is such a customer. Throws `customer_not_found`. */
export const exists = action("customers.exists", params.exists, async ({ store_id, customer_id }, { db }) => {
  await assertCustomer(db, store_id, customer_id);
  return true as const;
});
