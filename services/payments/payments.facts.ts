import { forget } from "../../mixins/erasure.ts";
import { hears } from "../../mixins/inbox.ts";
import type { Announcement } from "../../mixins/outbox.ts";
import type { BankAccountStatus } from "../contracts.ts";
import { type BankAccountRow, eraseAccounts, lockHolder } from "./store/bank-accounts.ts";

/** The fact that a bank account came, or went. Of the account itself it says nothing. */
export function accountFact(
  { store_id, tenant_id, customer_id, public_id, version }: Omit<BankAccountRow, "id">,
  before: BankAccountStatus | null,
  after: BankAccountStatus | null,
): Announcement<"bank_account.changed"> {
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
export const forgetCustomer = hears<"customer.deleted">(
  "forget",
  "customer.deleted",
  async ({ store_id, aggregate }, { db, tx }) => {
    const holder = { store_id, customer_id: aggregate.id };
    await lockHolder(db, tx, holder);
    await eraseAccounts(db, tx, holder);
    await forget(db, tx, aggregate.id);
  },
);
