import { type LoyaltyProgram, type LoyaltyTier, loyaltyTiers } from "../contracts.ts";

/** The program of a store without settings of its own (contract §6). */
export const defaultProgram: LoyaltyProgram = {
  enabled: true,
  points_per_unit: 1,
  points_per_reward_unit: 100,
  expire_after_months: 12,
  thresholds: { bronze: 0, silver: 500, gold: 1_000, platinum: 2_000 },
  benefits: {
    bronze: ["Points on every order"],
    silver: ["5% off all orders", "Free birthday dessert"],
    gold: ["10% off all orders", "Free birthday dessert", "Priority reservations"],
    platinum: ["15% off all orders", "Free birthday dessert", "Priority reservations", "Free delivery"],
  },
};

/** Parses a store's own program from JSON; what it leaves out is as in the default program. */
export function readProgram(own: string | null | undefined): LoyaltyProgram {
  return own ? { ...defaultProgram, ...(JSON.parse(own) as Partial<LoyaltyProgram>) } : defaultProgram;
}

/** The highest tier that an amount of qualifying points reaches. */
export function tierAt({ thresholds }: LoyaltyProgram, points: number): LoyaltyTier {
  return loyaltyTiers.findLast((tier) => points >= thresholds[tier]) ?? "bronze";
}

/** The next tier and the points missing for it; null at the highest tier. */
export function nextTier(program: LoyaltyProgram, points: number): { tier: LoyaltyTier; missing: number } | null {
  const tier = loyaltyTiers[loyaltyTiers.indexOf(tierAt(program, points)) + 1];
  return tier ? { tier, missing: program.thresholds[tier] - points } : null;
}

/**
 * The value of points in minor units of a currency with so many decimals; rounded down, so that splitting points gains
 * nothing.
 */
export function worthOf({ points_per_reward_unit }: LoyaltyProgram, points: number, decimals: number): number {
  return Math.floor((points * 10 ** decimals) / points_per_reward_unit);
}

/** When points that were earned at a time expire. The last day of a month maps to the last day of a month. */
export function expiryOf({ expire_after_months }: LoyaltyProgram, at: number): number {
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + expire_after_months, 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return date.setUTCDate(Math.min(day, lastDay));
}
