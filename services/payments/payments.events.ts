import { forget } from "../../mixins/actions/erasure.ts";
import { subscribe } from "../../mixins/messaging/inbox.ts";
import type { NewEvent } from "../../mixins/messaging/outbox.ts";
import type { BankAccountStatus } from "../contracts.ts";
import { type BankAccountRow, eraseAccounts, lockHolder } from "./store/bank-accounts.ts";

/** The event that a bank account came, or went. Of the account itself it says nothing. */
export function accountEvent(
  { store_id, tenant_id, customer_id, public_id, version }: Omit<BankAccountRow, "id">,
  before: BankAccountStatus | null,
  after: BankAccountStatus | null,
): NewEvent<"bank_account.changed"> {
  const told = (status: BankAccountStatus | null) => (status === null ? null : { status });
  return {
    name: "bank_account.changed",
    store_id,
    tenant_id,
    aggregate: { type: "bank_account", id: public_id, version },
    data: { customer_id, before: told(before), after: told(after) },
  };
}

/** Removes an erased customer's bank accounts, and what is recorded of them. */
export const forgetCustomer = subscribe<"customer.deleted">(
  "forget",
  "customer.deleted",
  async ({ store_id, aggregate }, { db, tx }) => {
    const holder = { store_id, customer_id: aggregate.id };
    await lockHolder(db, tx, holder);
    await eraseAccounts(db, tx, holder);
    await forget(db, tx, aggregate.id);
  },
);
