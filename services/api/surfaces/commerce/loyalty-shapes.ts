import { type ActionResult, type LoyaltyStatus, type LoyaltyTransaction, rewardTypes } from "../../../contracts.ts";
import { enumeration, loyaltyTier, loyaltyTransactionType } from "../shared/enumerations.ts";
import { count, id, list, money, oneOf, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { shape } from "../shared/shape.ts";

export const rewardType = enumeration("RewardType", rewardTypes);

const progress = shape<LoyaltyStatus>("TierProgress").with({
  current_tier: oneOf(loyaltyTier, "gold").from("tier"),
  next_tier: orNull(oneOf(loyaltyTier, "platinum"), "Null at the highest."),
  points_to_next_tier: count(750),
  qualifying_period_end: id("2026-12-31", "The last day on which points count for this year's tier."),
});

/** The loyalty status of a customer. */
export const loyaltyStatus = shape<LoyaltyStatus>("LoyaltyStatus").with({
  customer_id: id("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  tier: oneOf(loyaltyTier, "gold"),
  points_balance: count(1_250),
  points_earned_ytd: count(3_500, "In this calendar year, UTC."),
  points_redeemed_ytd: count(2_250, "In this calendar year, UTC."),
  tier_progress: progress.from((status) => status),
  benefits: list(text("10% off all orders"), "The store's own words of the tier.").showing([
    "10% off all orders",
    "Free birthday dessert",
    "Priority reservations",
  ]),
});

/** A line of the ledger of points. */
export const transaction = shape<LoyaltyTransaction>("LoyaltyTransaction").with({
  id: id("txn_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  type: oneOf(loyaltyTransactionType, "earn"),
  points: count(50, "Below zero for points that went."),
  description: text("Order #A-0042"),
  order_id: textOrNull("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  created_at: time("2026-01-20T12:00:00.000Z"),
});

/** The answer of an adjustment of points. */
export const adjustment = shape<ActionResult<"orchestra.adjustPoints">>("PointsAdjustment").with({
  transaction_id: id("txn_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  adjustment: count(100),
  new_balance: count(1_350),
});

/** The answer of a redemption of points. */
export const redemption = shape<ActionResult<"orchestra.redeemPoints">>("PointsRedemption").with({
  redemption_id: id("red_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").from((done) => done.redemption.id),
  points_redeemed: count(500).from((done) => done.redemption.points),
  reward_value: money(5, "In the store's currency.").from((done) => done.redemption.reward_value),
  new_balance: count(750),
});
