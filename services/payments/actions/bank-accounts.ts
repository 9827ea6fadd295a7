import { action } from "../../../mixins/actions/action.ts";
import { params } from "../payments.schema.ts";
import { fetchAccount, listAccounts, toBankAccount } from "../store/bank-accounts.ts";

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
