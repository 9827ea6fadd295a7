import { action } from "../../../mixins/actions/action.ts";
import { params } from "../customers.schema.ts";
import { fetchAddress, fetchAddresses, listAddresses as listOf, toAddress } from "../store/addresses.ts";
import { fetchCustomer } from "../store/customers.ts";

/** Gives the address book of a customer, the oldest first. Throws `customer_not_found`. */
export const addresses = action("customers.addresses", params.addresses, async (ref, { db }) => {
  const customer = await fetchCustomer(db, ref);
  return fetchAddresses(db, { store_id: ref.store_id, customer: customer.user_id });
});

/** Gives a page of a customer's address book, the newest first. Throws `customer_not_found`. */
export const listAddresses = action("customers.listAddresses", params.listAddresses, async (list, { db }) => {
  const customer = await fetchCustomer(db, { store_id: list.store_id, customer_id: list.customer_id });
  return listOf(db, { store_id: list.store_id, customer: customer.user_id }, list);
});

/** Gives one address of a customer. Throws `customer_not_found`, `address_not_found`. */
export const getAddress = action("customers.getAddress", params.getAddress, async (ref, { db }) => {
  const { store_id, customer_id, address_id } = ref;
  const customer = await fetchCustomer(db, { store_id, customer_id });
  return toAddress(await fetchAddress(db, { store_id, customer: customer.user_id }, address_id));
});
