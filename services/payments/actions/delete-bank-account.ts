import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { fail } from "../payments.errors.ts";
import { accountEvent } from "../payments.events.ts";
import { params } from "../payments.schema.ts";
import { fetchAccount, removeAccount } from "../store/bank-accounts.ts";

/** Deletes a customer's bank account. Throws `bank_account_not_found`. */
export const deleteBankAccount = action("payments.deleteBankAccount", params.deleteBankAccount, (request, context) =>
  idempotent(context, request, async ({ tx, publish }) => {
    const { db } = context;
    const row = await fetchAccount(db, request, request.bank_account_id, tx);
    if (!(await removeAccount(db, tx, row))) throw fail("bank_account_not_found");
    publish(accountEvent({ ...row, version: row.version + 1 }, row.status, null));
    return { bank_account_id: row.public_id };
  }),
);
