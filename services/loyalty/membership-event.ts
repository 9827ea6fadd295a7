import type { MembershipStatus } from "../contracts.ts";
import type { AccountRow } from "./store/accounts.ts";

/** The common part of an account's events: the customer, and their membership status as of the event's version. */
export function membershipEventOf<More extends object>(account: AccountRow, more: More) {
  const { store_id, tenant_id, customer_id, version, balance: points_balance, tier, year } = account;
  const status: MembershipStatus = { customer_id, points_balance, tier, year };
  return {
    store_id,
    tenant_id,
    aggregate: { type: "loyalty_account", id: customer_id, version },
    data: { ...status, ...more },
  };
}
