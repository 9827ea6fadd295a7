import { onErasure } from "../../mixins/actions/erasure.ts";
import type { NewEvent } from "../../mixins/messaging/outbox.ts";
import type { BankAccountStatus } from "../contracts.ts";
import { type BankAccountRow, eraseAccounts } from "./store/bank-accounts.ts";

/** The event that a bank account was added or removed. It carries no data of the account but its status. */
export function accountEvent(
  { store_id, tenant_id, customer_id, public_id, version }: Omit<BankAccountRow, "id">,
  before: BankAccountStatus | null,
  after: BankAccountStatus | null,
): NewEvent<"bank_account.changed"> {
  const snapshot = (status: BankAccountStatus | null) => (status === null ? null : { status });
  return {
    name: "bank_account.changed",
    store_id,
    tenant_id,
    aggregate: { type: "bank_account", id: public_id, version },
    data: { customer_id, before: snapshot(before), after: snapshot(after) },
  };
}

/** Deletes an erased customer's bank accounts and their recorded answers. */
export const forgetCustomer = onErasure("forget", (person, { db, tx }) => eraseAccounts(db, tx, person));
