import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent, type TransactionContext } from "../../../mixins/actions/idempotent.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { fail } from "../customers.errors.ts";
import { addressOf, mostAddresses } from "../customers.rules.ts";
import { params } from "../customers.schema.ts";
import * as store from "../store/addresses.ts";
import { fetchCustomer, fetchRow, touchCustomer } from "../store/customers.ts";

/** Returns the addresses of a customer, oldest first. Throws `customer_not_found`. */
export const addresses = action("customers.addresses", params.addresses, async (ref, { db }) =>
  store.fetchAddresses(db, await addressBookOf(db, ref)),
);

/** Returns a page of a customer's addresses, newest first. Throws `customer_not_found`. */
export const listAddresses = action("customers.listAddresses", params.listAddresses, async (list, { db }) =>
  store.listAddresses(db, await addressBookOf(db, list), list),
);

/** Returns one address of a customer. Throws `customer_not_found`, `address_not_found`. */
export const getAddress = action("customers.getAddress", params.getAddress, async (ref, { db }) =>
  store.toAddress(await store.fetchAddress(db, await addressBookOf(db, ref), ref.address_id)),
);

/** Adds an address to a customer's address book. Throws `customer_not_found`, `too_many_addresses`. */
export const createAddress = action("customers.createAddress", params.createAddress, (request, context) =>
  idempotent(
    context,
    request,
    async (txContext) => {
      const { db, tx, addressBook, publishChange } = await lockAddressBook(context, txContext, request);
      const known = await store.countAddresses(db, tx, addressBook);
      if (known >= mostAddresses) throw fail("too_many_addresses");
      const now = Date.now();
      const written = addressOf({ id: newId("addr"), created_at: now, updated_at: now }, request.address);
      const address = known === 0 ? { ...written, is_default_billing: true, is_default_shipping: true } : written;
      await store.insertAddress(db, tx, addressBook, address);
      await publishChange();
      return address;
    },
    () => request.customer_id,
  ),
);

/** Changes the given fields of an address. Throws `customer_not_found`, `address_not_found`. */
export const updateAddress = action("customers.updateAddress", params.updateAddress, (request, context) =>
  idempotent(
    context,
    request,
    async (txContext) => {
      const { db, tx, addressBook, publishChange } = await lockAddressBook(context, txContext, request);
      const before = store.toAddress(await store.fetchAddress(db, addressBook, request.address_id, tx));
      const after = addressOf(before, { ...before, ...request.changes });
      if (JSON.stringify(after) === JSON.stringify(addressOf(before, before))) return before;
      const address = { ...after, updated_at: Date.now() };
      await store.updateAddress(db, tx, addressBook, address);
      await publishChange();
      return address;
    },
    () => request.customer_id,
  ),
);

/** Removes an address from a customer's address book. Throws `customer_not_found`, `address_not_found`. */
export const deleteAddress = action("customers.deleteAddress", params.deleteAddress, (request, context) =>
  idempotent(context, request, async (txContext) => {
    const { db, tx, addressBook, publishChange } = await lockAddressBook(context, txContext, request);
    const address = await store.fetchAddress(db, addressBook, request.address_id, tx);
    await store.removeAddress(db, tx, request.store_id, address);
    await publishChange();
    return { address_id: request.address_id };
  }),
);

interface Owner {
  store_id: number;
  customer_id: string;
}

async function addressBookOf(db: Database, { store_id, customer_id }: Owner): Promise<store.AddressBook> {
  const { user_id } = await fetchCustomer(db, { store_id, customer_id });
  return { store_id, customer: user_id };
}

// Writers lock the customer, so that two concurrent addresses cannot both become the default.
async function lockAddressBook(
  { db }: ActionContext,
  { tx, publish }: TransactionContext,
  { store_id, customer_id }: Owner,
) {
  const row = await fetchRow(db, { store_id, customer_id }, tx);
  const publishChange = async () => {
    await touchCustomer(db, tx, row);
    publish({
      name: "customer.updated",
      store_id,
      tenant_id: row.tenant_id,
      aggregate: { type: "customer", id: row.public_id, version: row.version + 1 },
      // Personal data: the event says only that addresses changed.
      data: { before: { addresses: null }, after: { addresses: null } },
    });
  };
  return { db, tx, addressBook: { store_id, customer: row.id }, publishChange };
}
