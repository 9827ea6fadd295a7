import type { params } from "../loyalty/loyalty.schema.ts";
import type { ActionsOf, List } from "./common.ts";
import type { LoyaltyStatus, LoyaltyTier, LoyaltyTransaction, Redemption } from "./loyalty.ts";

/** Actions of the loyalty service. It does not know who is a customer: whoever calls does. */
export type LoyaltyActions = ActionsOf<
  "loyalty",
  typeof params,
  {
    status: LoyaltyStatus;
    /** Points and tiers of several customers; those without an account are absent. */
    ofMany: { customer_id: string; points_balance: number; tier: LoyaltyTier }[];
    transactions: List<LoyaltyTransaction>;
    /** Adds or takes points, with the author and the reason. Throws `insufficient_points`. */
    adjust: { transaction_id: string; adjustment: number; new_balance: number };
    /** Gives points for a reward; `order_id` spends it on that order at once. Throws `insufficient_points`, `loyalty_disabled`. */
    redeem: { redemption: Redemption; new_balance: number };
    /** Gives the points of a redemption back; with `undoes` also of one that may still be on its way. */
    returnRedemption: { returned: boolean };
    /** Throws `redemption_not_found`. */
    getRedemption: Redemption;
    /** Spends an open discount on an order. Throws `redemption_not_found`, `redemption_spent`, `redemption_not_a_discount`. */
    spendRedemption: Redemption;
    /** Undoes a spending, also one that may still be on its way: the redemption is open again. */
    unspendRedemption: { released: boolean };
    /** Accounts that are not the sum of their ledger. */
    check: { checked: number; wrong: { customer_id: string; balance: number; ledger: number }[]; next: number | null };
  }
>;
