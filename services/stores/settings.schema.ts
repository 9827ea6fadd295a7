import Joi from "joi";
import type { LoyaltyTier } from "../contracts.ts";

const count = Joi.number().integer().min(0).max(1_000_000_000);
const tiers: readonly LoyaltyTier[] = ["bronze", "silver", "gold", "platinum"];

const eachTier = <Schema extends Joi.Schema>(schema: Schema) =>
  Joi.object(Object.fromEntries(tiers.map((tier) => [tier, schema.required()])));

const thresholds = eachTier(count)
  .custom((value: Record<LoyaltyTier, number>, helpers) => (areRising(value) ? value : helpers.error("object.rising")))
  .messages({ "object.rising": "{{#label}} must begin with 0 for bronze and rise from tier to tier" });

function areRising(value: Record<LoyaltyTier, number>): boolean {
  const numbers = tiers.map((tier) => value[tier]);
  return numbers[0] === 0 && numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
}

const segments = Joi.object({
  vip_spent: Joi.number().min(0).max(1_000_000_000),
  new_days: count.max(36_500),
  at_risk_days: count.min(1).max(36_500),
});

const loyalty = Joi.object({
  enabled: Joi.boolean(),
  points_per_unit: Joi.number().min(0).max(1_000).precision(4),
  points_per_reward_unit: count.min(1),
  expire_after_months: count.min(1).max(1_200),
  thresholds,
  benefits: eachTier(Joi.array().items(Joi.string().max(255)).max(50)),
});

/** What a store decides for itself, section by section; null takes one back to what the contract says. */
export const settings = Joi.object({
  segments: segments.allow(null),
  loyalty: loyalty.allow(null),
  return_window_days: count.max(3_650).allow(null),
});
