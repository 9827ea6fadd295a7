import { action } from "../../../mixins/action.ts";
import { change } from "../../../mixins/idempotent.ts";
import { fail } from "../payments.errors.ts";
import { accountFact } from "../payments.facts.ts";
import { params } from "../payments.schemas.ts";
import { fetchAccount, removeAccount } from "../store/bank-accounts.ts";

/** Removes a customer's bank account. Throws `bank_account_not_found`. */
export const deleteBankAccount = action("payments.deleteBankAccount", params.deleteBankAccount, (request, handling) =>
  change(handling, request, async ({ tx, announce }) => {
    const { db } = handling;
    const row = await fetchAccount(db, request, request.bank_account_id, tx);
    if (!(await removeAccount(db, tx, row))) throw fail("bank_account_not_found");
    announce(accountFact({ ...row, version: row.version + 1 }, row.status, null));
    return { bank_account_id: row.public_id };
  }),
);
