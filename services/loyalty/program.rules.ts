import { type LoyaltyProgram, type LoyaltyTier, loyaltyTiers } from "../contracts.ts";

/** What holds where a store says nothing else (contract §6). */
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

/** The program that a store has by what it decided itself, as JSON: the default one where it decided nothing. */
export function readProgram(own: string | null | undefined): LoyaltyProgram {
  return own ? { ...defaultProgram, ...(JSON.parse(own) as Partial<LoyaltyProgram>) } : defaultProgram;
}

/** The highest tier that so many qualifying points reach. */
export function tierAt({ thresholds }: LoyaltyProgram, points: number): LoyaltyTier {
  return loyaltyTiers.findLast((tier) => points >= thresholds[tier]) ?? "bronze";
}

/** The tier above, and how far it is; null from the highest. */
export function nextTier(program: LoyaltyProgram, points: number): { tier: LoyaltyTier; missing: number } | null {
  const tier = loyaltyTiers[loyaltyTiers.indexOf(tierAt(program, points)) + 1];
  return tier ? { tier, missing: program.thresholds[tier] - points } : null;
}

/** What points are worth, in minor units of a currency of so many decimals; rounded down, so that parts are worth no more. */
export function worthOf({ points_per_reward_unit }: LoyaltyProgram, points: number, decimals: number): number {
  return Math.floor((points * 10 ** decimals) / points_per_reward_unit);
}

/** When points that came at a time are gone. The last of a month stays the last of a month. */
export function expiryOf({ expire_after_months }: LoyaltyProgram, at: number): number {
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + expire_after_months, 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return date.setUTCDate(Math.min(day, lastDay));
}
