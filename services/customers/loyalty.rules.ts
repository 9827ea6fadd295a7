import { type LoyaltyTier, loyaltyTiers } from "../contracts.ts";

/** The year in which a tier holds, UTC. */
export const yearOf = (time: number) => new Date(time).getUTCFullYear();

/** A tier of a year as one number, sorted by year, then tier. */
export const rankOf = (tier: LoyaltyTier, year: number) => year * 10 + loyaltyTiers.indexOf(tier);

/** The tier of a rank in a year: tiers of other years have ended. */
export function tierOf(rank: number, year: number): LoyaltyTier {
  return (Math.floor(rank / 10) === year ? loyaltyTiers[rank % 10] : undefined) ?? "bronze";
}
