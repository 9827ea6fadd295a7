import { action } from "../../../mixins/actions/action.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { Customer } from "../../contracts.ts";
import { asciiEmail, normalizeEmail, phoneKey } from "../customers.rules.ts";
import { params } from "../customers.schema.ts";
import { fetchAddresses } from "../store/addresses.ts";
import { assertCustomer, fetchCustomer, findCustomer, isEnabled } from "../store/customers.ts";
import { erasures } from "../store/erasures.ts";
import { exportRows } from "../store/export.ts";
import { searchCustomers } from "../store/search.ts";

/** Finds customers by filter, sorted, a page at a time. Throws `invalid_cursor`. */
export const search = action("customers.search", params.search, (search, { db }) => searchCustomers(db, search));

/** Returns a customer, on request with their addresses. Throws `customer_not_found`. */
export const get = action("customers.get", params.get, async ({ with_addresses, ...ref }, { db }) => {
  const customer = await fetchCustomer(db, ref);
  if (!with_addresses) return customer;
  return { ...customer, addresses: await fetchAddresses(db, { store_id: ref.store_id, customer: customer.user_id }) };
});

/** Asserts that a customer exists. Throws `customer_not_found`. */
export const exists = action("customers.exists", params.exists, async ({ store_id, customer_id }, { db }) => {
  await assertCustomer(db, store_id, customer_id);
  return true as const;
});

/** Says whether a customer may do anything at all. */
export const standing = action("customers.standing", params.standing, async (owner, { db }) => ({
  good: (await isEnabled(db, owner)) ?? !(await erasures.has(db, undefined, owner)),
}));

/** Returns the customer with an e-mail address or, when none is given, a phone number; null when there is none. */
export const find = action("customers.find", params.find, async ({ store_id, email, phone, country }, { db }) => {
  if (email !== undefined) return { customer: await findByEmail(db, store_id, normalizeEmail(email)) };
  return { customer: await findCustomer(db, store_id, "phone_key", phoneKey(phone ?? "", country)) };
});

// Addresses of before have their domain as it came.
async function findByEmail(db: Database, store_id: number, email: string): Promise<Customer | null> {
  const known = await findCustomer(db, store_id, "email", email);
  const ascii = asciiEmail(email);
  return known ?? (ascii === email ? null : findCustomer(db, store_id, "email", ascii));
}

/** Returns the next rows of an export, by integer key. The gateway requests each page when its reader is ready for it. */
export const exportPage = action("customers.exportPage", params.exportPage, (page, { db }) => exportRows(db, page));
