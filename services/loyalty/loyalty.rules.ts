import type { LoyaltyProgram, LoyaltyStatus, LoyaltyTier, LoyaltyTransactionType, RewardType } from "../contracts.ts";
import { nextTier, tierAt } from "./program.rules.ts";

/** An account as far as tiers and points go. */
export interface TierStanding {
  balance: number;
  /** The calendar year, UTC, of the two counters behind it. */
  year: number;
  earned_ytd: number;
  redeemed_ytd: number;
  earned: number;
  redeemed: number;
}

/** The account of somebody who has no points yet. */
export const noPoints = { balance: 0, year: 0, earned_ytd: 0, redeemed_ytd: 0, earned: 0, redeemed: 0, version: 0 };

/** The calendar year of a time, UTC. */
export const yearOf = (at: number): number => new Date(at).getUTCFullYear();

/** The same account in a year: the counters of another one are none of it. */
export function inYear<Account extends TierStanding>(account: Account, year: number): Account {
  return account.year === year ? account : { ...account, year, earned_ytd: 0, redeemed_ytd: 0 };
}

/** What a year's tier is given for: earned less redeemed. */
export const qualifyingPoints = ({ earned_ytd, redeemed_ytd }: TierStanding): number =>
  Math.max(0, earned_ytd - redeemed_ytd);

/** The tier of an account in a year. */
export const tierIn = (program: LoyaltyProgram, account: TierStanding, year: number): LoyaltyTier =>
  tierAt(program, qualifyingPoints(inYear(account, year)));

/** How a customer stands in a program at a time. */
export function statusOf(
  customer_id: string,
  account: TierStanding & { version: number },
  program: LoyaltyProgram,
  now: number,
): LoyaltyStatus {
  const year = yearOf(now);
  const current = inYear(account, year);
  const points = qualifyingPoints(current);
  const next = nextTier(program, points);
  const tier = tierAt(program, points);
  return {
    customer_id,
    enabled: program.enabled,
    tier,
    points_balance: account.balance,
    points_earned_ytd: Math.max(0, current.earned_ytd),
    points_redeemed_ytd: Math.max(0, current.redeemed_ytd),
    points_earned: account.earned,
    points_redeemed: account.redeemed,
    next_tier: next?.tier ?? null,
    points_to_next_tier: next?.missing ?? 0,
    qualifying_period_end: `${year}-12-31`,
    benefits: program.benefits[tier],
    version: account.version,
  };
}

/**
 * What a ledger line adds to the two counters. To adjust upwards counts as earned; downwards it is neither earned nor
 * redeemed. Expiring takes nothing from what was earned.
 */
export function countedAs(type: LoyaltyTransactionType, points: number): { earned: number; redeemed: number } {
  if (type === "earn" || (type === "adjust" && points > 0)) return { earned: points, redeemed: 0 };
  return { earned: 0, redeemed: type === "redeem" ? -points : 0 };
}

/** What is known of an order, in minor units. */
export interface EarnedOrder {
  net_sales: number;
  grand_total: number;
  delivered: boolean;
  refunded: number;
  /** Fixed when it was delivered: what a store decides later changes no earlier order. */
  points_per_unit: number;
}

/**
 * Points that an order has earned: for each whole unit of its subtotal less discount, by the share of its total that was
 * not refunded; none before it is delivered.
 */
export function pointsOf(order: EarnedOrder, decimals: number): number {
  const { net_sales, grand_total, delivered, refunded, points_per_unit } = order;
  if (!delivered || net_sales <= 0) return 0;
  // In whole numbers of any size: the product of two amounts may be beyond what a number holds.
  const kept = grand_total > 0 ? BigInt(Math.max(0, grand_total - refunded)) : 1n;
  const units = (BigInt(net_sales) * kept) / (BigInt(Math.max(1, grand_total)) * 10n ** BigInt(decimals));
  return Math.floor(Number(units) * points_per_unit);
}

/** What a redemption is called in the ledger. */
export function rewardText(reward: RewardType, value: number, decimals: number): string {
  if (reward === "free_item") return "Redeemed for a free item";
  const amount = (value / 10 ** decimals).toFixed(decimals);
  return reward === "discount" ? `Redeemed for ${amount} discount` : `Redeemed for a gift card of ${amount}`;
}
