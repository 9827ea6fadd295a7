import type { AppliedPromotion, Promotion } from "../contracts.ts";
import { refusePromotion } from "./catalog.errors.ts";
import { roundedRatio } from "./rounding.rules.ts";

/** A promotion, and how often the customer has used it. */
export type PromotionState = Omit<Promotion, "store_id" | "version" | "created_at" | "updated_at"> & {
  used_by_customer: number;
};

/** The discount of a promotion on a subtotal. Throws `invalid_promo_code` with the reason when it does not apply. */
export function applied(promotion: PromotionState | undefined, sub_total: number, now: number): AppliedPromotion {
  if (!promotion?.active) throw refusePromotion("There is no promotion of this code.");
  assertRuns(promotion, now);
  if (sub_total < promotion.min_subtotal) throw refusePromotion("The order is below what this promotion begins at.");
  assertWithinLimits(promotion);
  const { id: promotion_id, code, description } = promotion;
  return { promotion_id, code, discount: discountOf(promotion, sub_total), description };
}

/** Checks that a promotion has uses left. Throws `invalid_promo_code`. */
export function assertWithinLimits(promotion: Limits): void {
  const { usage_limit, per_customer_limit, times_used, used_by_customer } = promotion;
  if (usage_limit !== null && times_used >= usage_limit) throw refusePromotion(usedUp);
  if (per_customer_limit !== null && used_by_customer >= per_customer_limit)
    throw refusePromotion("You have used this promotion as often as one customer may.");
}

type Limits = Pick<PromotionState, "usage_limit" | "per_customer_limit" | "times_used" | "used_by_customer">;

/** The reason for a promotion without uses left. */
export const usedUp = "This promotion was used as often as it may be.";

function assertRuns({ starts_at, ends_at }: PromotionState, now: number): void {
  if (starts_at !== null && now < starts_at) throw refusePromotion("This promotion has not begun.");
  if (ends_at !== null && now >= ends_at) throw refusePromotion("This promotion has ended.");
}

// Percentages are in hundredths of a per cent.
const wholePercentage = 10_000;

function discountOf({ type, value }: PromotionState, sub_total: number): number {
  return type === "fixed" ? Math.min(value, sub_total) : roundedRatio([sub_total, value], [wholePercentage]);
}
