import { action } from "../../../mixins/actions/action.ts";
import { noPoints, statusOf, tierIn, yearOf } from "../loyalty.rules.ts";
import { params } from "../loyalty.schema.ts";
import { findAccounts, findStatus } from "../store/accounts.ts";
import { programOf } from "../store/programs.ts";

/** The membership status of a customer; zero points without an account. Throws `customer_not_found` once erased. */
export const status = action("loyalty.status", params.status, async (ref, { db }) => {
  const { account, program } = await findStatus(db, ref);
  return statusOf(ref.customer_id, account ?? noPoints, program, Date.now());
});

/** Points and tiers of several customers. */
export const ofMany = action("loyalty.ofMany", params.ofMany, async ({ store_id, customer_ids }, { db }) => {
  const [accounts, program] = await Promise.all([findAccounts(db, store_id, customer_ids), programOf(db, store_id)]);
  const year = yearOf(Date.now());
  return accounts.map((account) => ({
    customer_id: account.customer_id,
    points_balance: account.balance,
    tier: tierIn(program, account, year),
  }));
});
