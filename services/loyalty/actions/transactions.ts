import { action } from "../../../mixins/actions/action.ts";
import { params } from "../loyalty.schema.ts";
import { compareAccounts } from "../store/check.ts";
import { listLines } from "../store/ledger.ts";

/** The ledger of a customer, newest first. Throws `customer_not_found` once erased. */
export const transactions = action("loyalty.transactions", params.transactions, (request, { db }) =>
  listLines(db, request),
);

/** Accounts of a page that differ from the sum of their ledger. */
export const check = action("loyalty.check", params.check, (page, { db }) => compareAccounts(db, page));
