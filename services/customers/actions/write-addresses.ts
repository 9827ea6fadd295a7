import type { Transaction } from "sequelize";
import { action, type Handling } from "../../../mixins/action.ts";
import { type Changing, change } from "../../../mixins/idempotent.ts";
import { newId } from "../../../mixins/ids.ts";
import { fail } from "../customers.errors.ts";
import { addressOf, mostAddresses } from "../customers.rules.ts";
import { params } from "../customers.schemas.ts";
import {
  countAddresses,
  fetchAddress,
  insertAddress,
  removeAddress,
  rewriteAddress,
  toAddress,
} from "../store/addresses.ts";
import { lockRow, touchCustomer } from "../store/customers.ts";
import type { CustomerRow } from "../store/rows.ts";

interface Whose {
  store_id: number;
  customer_id: string;
}

/** Adds an address to a customer's book. Throws `customer_not_found`, `too_many_addresses`. */
export const createAddress = action("customers.createAddress", params.createAddress, (request, handling) =>
  change(
    handling,
    request,
    async (changing) => {
      const { db } = handling;
      const { row, book } = await lockBook(handling, changing.tx, request);
      const known = await countAddresses(db, changing.tx, book);
      if (known >= mostAddresses) throw fail("too_many_addresses");
      const now = Date.now();
      const written = addressOf({ id: newId("addr"), created_at: now, updated_at: now }, request.address);
      const address = known === 0 ? { ...written, is_default_billing: true, is_default_shipping: true } : written;
      await insertAddress(db, changing.tx, book, address);
      await tellOfBook(handling, changing, row);
      return address;
    },
    () => request.customer_id,
  ),
);

/** Changes the given fields of an address. Throws `customer_not_found`, `address_not_found`. */
export const updateAddress = action("customers.updateAddress", params.updateAddress, (request, handling) =>
  change(
    handling,
    request,
    async (changing) => {
      const { db } = handling;
      const { row, book } = await lockBook(handling, changing.tx, request);
      const before = toAddress(await fetchAddress(db, book, request.address_id, changing.tx));
      const after = addressOf(before, { ...before, ...request.changes });
      if (JSON.stringify(after) === JSON.stringify(addressOf(before, before))) return before;
      const address = { ...after, updated_at: Date.now() };
      await rewriteAddress(db, changing.tx, book, address);
      await tellOfBook(handling, changing, row);
      return address;
    },
    () => request.customer_id,
  ),
);

/** Takes an address out of a customer's book. Throws `customer_not_found`, `address_not_found`. */
export const deleteAddress = action("customers.deleteAddress", params.deleteAddress, (request, handling) =>
  change(handling, request, async (changing) => {
    const { row, book } = await lockBook(handling, changing.tx, request);
    const address = await fetchAddress(handling.db, book, request.address_id, changing.tx);
    await removeAddress(handling.db, changing.tx, request.store_id, address);
    await tellOfBook(handling, changing, row);
    return { address_id: request.address_id };
  }),
);

// Whoever writes a book holds its customer: two that come at once cannot both make theirs the default.
async function lockBook({ db }: Handling, tx: Transaction, { store_id, customer_id }: Whose) {
  const row = await lockRow(db, { store_id, customer_id }, tx);
  return { row, book: { store_id, customer: row.id } };
}

// That addresses changed, and none of what they say.
async function tellOfBook({ db }: Handling, { tx, announce }: Changing, row: CustomerRow): Promise<void> {
  await touchCustomer(db, tx, row);
  announce({
    name: "customer.updated",
    store_id: row.store_id,
    tenant_id: row.tenant_id,
    aggregate: { type: "customer", id: row.public_id, version: row.version + 1 },
    data: { before: { addresses: null }, after: { addresses: null } },
  });
}
