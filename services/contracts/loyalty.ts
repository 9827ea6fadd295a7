import * as t from "../../mixins/actions/params.ts";

/** From the lowest to the highest, as the database numbers them. */
export const loyaltyTiers = ["bronze", "silver", "gold", "platinum"] as const;

export type LoyaltyTier = (typeof loyaltyTiers)[number];

/** How a store rewards its customers (contract §6). */
export interface LoyaltyProgram {
  enabled: boolean;
  /** Points for each whole unit of the currency. */
  points_per_unit: number;
  /** How many points are worth one unit of the currency. */
  points_per_reward_unit: number;
  /** Months after which unused points expire. */
  expire_after_months: number;
  /** Qualifying points from which on a customer has a tier. */
  thresholds: Record<LoyaltyTier, number>;
  /** What each tier gives, in the store's own words. */
  benefits: Record<LoyaltyTier, string[]>;
}

export const loyaltyTransactionTypes = ["earn", "redeem", "adjust", "expire"] as const;

export type LoyaltyTransactionType = (typeof loyaltyTransactionTypes)[number];

/** A line of a customer's ledger of points. */
export interface LoyaltyTransaction {
  id: string;
  type: LoyaltyTransactionType;
  /** Signed. */
  points: number;
  description: string;
  order_id: string | null;
  created_at: number;
}

/** The loyalty status of a customer. */
export interface LoyaltyStatus {
  customer_id: string;
  enabled: boolean;
  tier: LoyaltyTier;
  points_balance: number;
  /** In this calendar year, UTC. */
  points_earned_ytd: number;
  points_redeemed_ytd: number;
  /** Ever. */
  points_earned: number;
  points_redeemed: number;
  next_tier: LoyaltyTier | null;
  points_to_next_tier: number;
  /** `YYYY-MM-DD`: the last day on which points count for this year's tier. */
  qualifying_period_end: string;
  benefits: string[];
  version: number;
}

export const rewardTypes = ["discount", "free_item", "gift_card"] as const;

export type RewardType = (typeof rewardTypes)[number];

export type RedemptionState = "open" | "spent" | "returned";

/** A redemption of points for a reward. */
export interface Redemption {
  id: string;
  customer_id: string;
  points: number;
  reward_type: RewardType;
  /** Minor units. */
  reward_value: number;
  /** The order that it was spent on. */
  order_id: string | null;
  state: RedemptionState;
  created_at: number;
}

const mostPoints = 1_000_000_000;

/** A number of points to redeem. */
export const points = t.integer().min(1).max(mostPoints);

/** A change of points by hand. */
export const adjustment = {
  adjustment: t.integer().min(-mostPoints).max(mostPoints).invalid(0),
  reason: t.text(500),
  order_id: t.optional(t.id()),
};

/** Filters of a list of transactions. */
export const pointsFilter = t.partial({
  type: t.oneOf(loyaltyTransactionTypes),
  created_from: t.integer(),
  /** Exclusive. */
  created_until: t.integer(),
});

/** A customer's points and tier, as of the account's version. */
export interface MembershipStatus {
  customer_id: string;
  points_balance: number;
  tier: LoyaltyTier;
  /** The calendar year, UTC, in which the tier holds. */
  year: number;
}
