import type { LoyaltyStatus, LoyaltyTransaction } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { listQuery, type PageQuery } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { loyaltyTier, loyaltyTransactionType } from "../shared/enumerations.ts";
import { count, flag, id, oneOf, text, textOrNull, time } from "../shared/fields.ts";
import { callerOf, callersListOf } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import { userPath } from "./profile-shapes.ts";

const loyaltyStatus = shape<LoyaltyStatus>("LoyaltyStatus").with({
  enabled: flag(true, "Whether the store has a loyalty program."),
  tier: oneOf(loyaltyTier, "silver"),
  total_points_earned: count(1_250, "Ever.").from("points_earned"),
  total_points_redeemed: count(500, "Ever.").from("points_redeemed"),
  points_balance: count(750),
  redeemable_points: count(750).from(({ enabled, points_balance }) => (enabled ? points_balance : 0)),
});

const transaction = shape<LoyaltyTransaction>("LoyaltyTransaction").with({
  id: id("txn_01JK7MZ3Q4N8T2V6X0Y1A5B9CR"),
  type: oneOf(loyaltyTransactionType, "earn"),
  points: count(45, "Below zero for points that went."),
  description: text("Order #A-1042"),
  order_id: textOrNull("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD", "The order that it came of, where it came of one."),
  created_at: time("2025-06-15T10:30:00.000Z"),
});

const tag = "Loyalty";
const shared = { tag, owner: "user_id", pathSchema: userPath };

const getLoyalty = endpoint({
  ...shared,
  id: "storefrontGetLoyalty",
  method: "GET",
  path: "/customers/:user_id/loyalty",
  summary: "Get the loyalty summary",
  description: "Where the store has no program, `enabled` is false and nothing is redeemable.",
  action: "loyalty.status",
  input: callerOf,
  ...answers(loyaltyStatus),
  errors: [],
});

const listActivity = endpoint({
  ...shared,
  id: "storefrontListLoyaltyActivity",
  method: "GET",
  path: "/customers/:user_id/loyalty-points-activity",
  summary: "List what happened to the points",
  description: "Newest first.",
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "loyalty.transactions",
  input: callersListOf,
  ...pages(transaction, "limit", "loyalty_points_activity"),
  errors: [],
});

/** Storefront: a shopper's points (contract §5, §8). */
export const loyalty = [getLoyalty, listActivity];
