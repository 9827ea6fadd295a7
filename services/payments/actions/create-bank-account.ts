import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import { accountEvent } from "../payments.events.ts";
import { params } from "../payments.schema.ts";
import { verdictOn } from "../providers/banks.ts";
import { sealedFor } from "../rotate.ts";
import { type BankAccountRow, countAccounts, holders, insertAccount, toBankAccount } from "../store/bank-accounts.ts";
import { fingerprintOf, seal } from "../vault.ts";

const mostAccounts = 20;

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
    async ({ tx, publish }) => {
      const { db } = context;
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

type Asked = ActionParams<"payments.createBankAccount">;

function newAccount(request: Asked): Omit<BankAccountRow, "id"> {
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
