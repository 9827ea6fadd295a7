import { env } from "../../../config/env.ts";
import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams, BankAccountStatus } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import { accountEvent } from "../payments.events.ts";
import { params } from "../payments.schema.ts";
import { sealedFor } from "../rotate.ts";
import {
  type BankAccountRow,
  countAccounts,
  fetchAccount,
  holders,
  insertAccount,
  listAccounts,
  removeAccount,
  toBankAccount,
} from "../store/bank-accounts.ts";
import { fingerprintOf, seal } from "../vault.ts";

const mostAccounts = 20;

/** Lists a customer's bank accounts, newest first. */
export const listBankAccounts = action(
  "payments.listBankAccounts",
  params.listBankAccounts,
  ({ store_id, customer_id, ...paging }, { db }) => listAccounts(db, { store_id, customer_id }, paging),
);

/** Returns one bank account. Throws `bank_account_not_found`. */
export const getBankAccount = action("payments.getBankAccount", params.getBankAccount, async (request, { db }) =>
  toBankAccount(await fetchAccount(db, request, request.bank_account_id)),
);

/**
 * Adds a bank account with its number encrypted and with the provider's verdict on it. Throws `too_many_bank_accounts`,
 * `customer_not_found`, `bank_accounts_not_taken`.
 */
export const createBankAccount = action("payments.createBankAccount", params.createBankAccount, (request, context) => {
  // The idempotency record holds a fast hash of the request, from which the number could be recovered.
  const recorded = {
    ...request,
    account: { ...request.account, account_number: fingerprintOf(request.account.account_number) },
  };
  return idempotent(
    context,
    recorded,
    async ({ db, tx, publish }) => {
      if (await holders.lock(db, tx, request)) throw fail("customer_not_found");
      if ((await countAccounts(db, tx, request)) >= mostAccounts) throw fail("too_many_bank_accounts");
      const row = newAccount(request);
      const sealed = seal(request.account.account_number, sealedFor(row.store_id, row.public_id));
      await insertAccount(db, tx, { ...row, ...sealed });
      publish(accountEvent(row, null, row.status));
      return toBankAccount({ id: 0, ...row });
    },
    () => request.customer_id,
  );
});

/** Deletes a customer's bank account. Throws `bank_account_not_found`. */
export const deleteBankAccount = action("payments.deleteBankAccount", params.deleteBankAccount, (request, context) =>
  idempotent(context, request, async ({ db, tx, publish }) => {
    const row = await fetchAccount(db, request, request.bank_account_id, tx);
    if (!(await removeAccount(db, tx, row))) throw fail("bank_account_not_found");
    publish(accountEvent({ ...row, version: row.version + 1 }, row.status, null));
    return { bank_account_id: row.public_id };
  }),
);

function newAccount(request: ActionParams<"payments.createBankAccount">): Omit<BankAccountRow, "id"> {
  const now = Date.now();
  const { store_id, tenant_id, customer_id, account } = request;
  const { account_number, account_holder, bank_name, routing_number = null } = account;
  return {
    public_id: newId("bank"),
    store_id,
    tenant_id,
    customer_id,
    account_holder,
    bank_name,
    routing_number,
    last4: account_number.slice(-4),
    status: verdictOn(account_number),
    version: 1,
    created_at: now,
    updated_at: now,
  };
}

// The sandbox decides at once and rejects numbers that end in 0000. With real money there is no verification yet, and
// the account stays pending.
function verdictOn(account_number: string): BankAccountStatus {
  if (env.NODE_ENV === "production") return "pending";
  return account_number.endsWith("0000") ? "rejected" : "verified";
}
