import type { Transaction } from "sequelize";
import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent, type TransactionContext } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { fail } from "../customers.errors.ts";
import { addressOf, mostAddresses } from "../customers.rules.ts";
import { params } from "../customers.schema.ts";
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
export const createAddress = action("customers.createAddress", params.createAddress, (request, context) =>
  idempotent(
    context,
    request,
    async (txContext) => {
      const { db } = context;
      const { row, book } = await lockLedger(context, txContext.tx, request);
      const known = await countAddresses(db, txContext.tx, book);
      if (known >= mostAddresses) throw fail("too_many_addresses");
      const now = Date.now();
      const written = addressOf({ id: newId("addr"), created_at: now, updated_at: now }, request.address);
      const address = known === 0 ? { ...written, is_default_billing: true, is_default_shipping: true } : written;
      await insertAddress(db, txContext.tx, book, address);
      await publishLedger(context, txContext, row);
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
      const { db } = context;
      const { row, book } = await lockLedger(context, txContext.tx, request);
      const before = toAddress(await fetchAddress(db, book, request.address_id, txContext.tx));
      const after = addressOf(before, { ...before, ...request.changes });
      if (JSON.stringify(after) === JSON.stringify(addressOf(before, before))) return before;
      const address = { ...after, updated_at: Date.now() };
      await rewriteAddress(db, txContext.tx, book, address);
      await publishLedger(context, txContext, row);
      return address;
    },
    () => request.customer_id,
  ),
);

/** Takes an address out of a customer's book. Throws `customer_not_found`, `address_not_found`. */
export const deleteAddress = action("customers.deleteAddress", params.deleteAddress, (request, context) =>
  idempotent(context, request, async (txContext) => {
    const { row, book } = await lockLedger(context, txContext.tx, request);
    const address = await fetchAddress(context.db, book, request.address_id, txContext.tx);
    await removeAddress(context.db, txContext.tx, request.store_id, address);
    await publishLedger(context, txContext, row);
    return { address_id: request.address_id };
  }),
);

// Whoever writes a book holds its customer: two that come at once cannot both make theirs the default.
async function lockLedger({ db }: ActionContext, tx: Transaction, { store_id, customer_id }: Whose) {
  const row = await lockRow(db, { store_id, customer_id }, tx);
  return { row, book: { store_id, customer: row.id } };
}

// That addresses changed, and none of what they say.
async function publishLedger(
  { db }: ActionContext,
  { tx, publish }: TransactionContext,
  row: CustomerRow,
): Promise<void> {
  await touchCustomer(db, tx, row);
  publish({
    name: "customer.updated",
    store_id: row.store_id,
    tenant_id: row.tenant_id,
    aggregate: { type: "customer", id: row.public_id, version: row.version + 1 },
    data: { before: { addresses: null }, after: { addresses: null } },
  });
}
