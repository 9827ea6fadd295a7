import type { LoyaltyProgram, LoyaltyStatus, LoyaltyTier, LoyaltyTransactionType, RewardType } from "../contracts.ts";
import { nextTier, tierAt } from "./program.rules.ts";

/** The part of an account that determines tier and points. */
export interface TierState {
  balance: number;
  /** The calendar year, UTC, of the two year-to-date counters. */
  year: number;
  earned_ytd: number;
  redeemed_ytd: number;
  earned: number;
  redeemed: number;
}

/** The state of a customer without an account. */
export const noPoints = { balance: 0, year: 0, earned_ytd: 0, redeemed_ytd: 0, earned: 0, redeemed: 0, version: 0 };

/** The calendar year of a time, UTC. */
export const yearOf = (at: number): number => new Date(at).getUTCFullYear();

/** The same account in a given year: year-to-date counters of another year become zero. */
export function inYear<Account extends TierState>(account: Account, year: number): Account {
  return account.year === year ? account : { ...account, year, earned_ytd: 0, redeemed_ytd: 0 };
}

/** The points that determine a year's tier: earned less redeemed. */
export const qualifyingPoints = ({ earned_ytd, redeemed_ytd }: TierState): number =>
  Math.max(0, earned_ytd - redeemed_ytd);

/** The tier of an account in a year. */
export const tierIn = (program: LoyaltyProgram, account: TierState, year: number): LoyaltyTier =>
  tierAt(program, qualifyingPoints(inYear(account, year)));

/** The membership status of a customer in a program at a time. */
export function statusOf(
  customer_id: string,
  account: TierState & { version: number },
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
 * What a ledger line adds to the earned and redeemed counters. An upward adjustment counts as earned, a downward one as
 * neither. Expiry does not reduce what was earned.
 */
export function countedAs(type: LoyaltyTransactionType, points: number): { earned: number; redeemed: number } {
  if (type === "earn" || (type === "adjust" && points > 0)) return { earned: points, redeemed: 0 };
  return { earned: 0, redeemed: type === "redeem" ? -points : 0 };
}

/** The known state of an order. Amounts are in minor units. */
export interface EarnedOrder {
  net_sales: number;
  grand_total: number;
  delivered: boolean;
  /** Refunds of which it is not known what they were for. */
  refunded: number;
  /** What the goods cost, and what of that was refunded; zero until a refund says so. */
  goods: number;
  goods_refunded: number;
  /** Fixed at delivery: later settings of the store do not change earlier orders. */
  points_per_unit: number;
}

/**
 * Points that an order has earned: for each whole unit of its subtotal less discount, in proportion to the share of its
 * goods that was not refunded; none before delivery. Tip and shipping earn nothing and take nothing back.
 */
export function pointsOf(order: EarnedOrder, decimals: number): number {
  const { net_sales, delivered, points_per_unit } = order;
  if (!delivered || net_sales <= 0) return 0;
  // With BigInt, because the product of two amounts may exceed the safe integers.
  const [kept, whole] = keptOf(order);
  const units = (BigInt(net_sales) * kept) / (whole * 10n ** BigInt(decimals));
  return Math.floor(Number(units) * points_per_unit);
}

// The share of an order that was not refunded: of its goods, and of its total where it is not known what for.
function keptOf({ grand_total, refunded, goods, goods_refunded }: EarnedOrder): [kept: bigint, whole: bigint] {
  const [total, all] = [BigInt(Math.max(1, grand_total)), BigInt(Math.max(1, goods))];
  const gone = BigInt(refunded) * all + BigInt(goods_refunded) * total;
  const whole = total * all;
  // Below zero while a failure is known and its refund is not yet.
  const kept = gone < 0n ? whole : whole - gone;
  return [kept < 0n ? 0n : kept, whole];
}

/** True when all that was paid for the goods of an order is refunded. */
export const isRefunded = (order: EarnedOrder): boolean => order.grand_total > 0 && keptOf(order)[0] === 0n;

/** The description of a redemption in the ledger. */
export function rewardText(reward: RewardType, value: number, decimals: number): string {
  if (reward === "free_item") return "Redeemed for a free item";
  const amount = (value / 10 ** decimals).toFixed(decimals);
  return reward === "discount" ? `Redeemed for ${amount} discount` : `Redeemed for a gift card of ${amount}`;
}
