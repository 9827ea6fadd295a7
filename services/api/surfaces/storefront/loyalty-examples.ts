/** Where a shopper stands in the loyalty program. */
export const loyaltyExample = {
  enabled: true,
  tier: "silver",
  total_points_earned: 1_250,
  total_points_redeemed: 500,
  points_balance: 750,
  redeemable_points: 750,
};

/** A line of a shopper's points. */
export const activityExample = {
  id: "txn_01JK7MZ3Q4N8T2V6X0Y1A5B9CR",
  type: "earn",
  points: 45,
  description: "Order #A-1042",
  order_id: "ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
  created_at: "2025-06-15T10:30:00.000Z",
};
