import { type LoyaltyTier, loyaltyTiers } from "../contracts.ts";

/** The year in which a tier holds, UTC. */
export const yearOf = (time: number) => new Date(time).getUTCFullYear();

/** A tier of a year as one number: those of a later year, and higher ones of the same, are greater. */
export const rankOf = (tier: LoyaltyTier, year: number) => year * 10 + loyaltyTiers.indexOf(tier);

/** The tier that a rank means in a year: one of a year before has ended. */
export function tierOf(rank: number, year: number): LoyaltyTier {
  return (Math.floor(rank / 10) === year ? loyaltyTiers[rank % 10] : undefined) ?? "bronze";
}
