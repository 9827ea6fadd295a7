import type { MembershipStatus } from "../contracts.ts";
import type { AccountRow } from "./store/accounts.ts";

/** What every event of an account says: whose it is, and how they stand as of its version. */
export function membershipEventOf<More extends object>(account: AccountRow, more: More) {
  const { store_id, tenant_id, customer_id, version, balance: points_balance, tier, year } = account;
  const standing: MembershipStatus = { customer_id, points_balance, tier, year };
  return {
    store_id,
    tenant_id,
    aggregate: { type: "loyalty_account", id: customer_id, version },
    data: { ...standing, ...more },
  };
}
