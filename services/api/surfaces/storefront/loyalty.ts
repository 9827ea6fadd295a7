import Joi from "joi";
import type { LoyaltyTransaction } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { field, isoTime, listQuery, pagination, paginationSchema, pagingOf, record } from "../../formats.ts";
import { activityExample, loyaltyExample } from "./loyalty-examples.ts";

interface ListQuery {
  page?: number;
  limit: number;
  cursor?: string;
}

const tag = "Loyalty";
const path = Joi.object<{ user_id: string }>({
  user_id: Joi.string().max(40).required().example("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
});

const getLoyalty = endpoint({
  id: "storefrontGetLoyalty",
  method: "GET",
  path: "/customers/:user_id/loyalty",
  tag,
  summary: "Get the loyalty summary",
  description: "Where the store has no program, `enabled` is false and nothing is redeemable.",
  owner: "user_id",
  pathSchema: path,
  action: "loyalty.status",
  input: ({ store, path }) => ({ store_id: store.store_id, customer_id: path.user_id }),
  output: ({ enabled, tier, points_earned, points_redeemed, points_balance }) => ({
    enabled,
    tier,
    total_points_earned: points_earned,
    total_points_redeemed: points_redeemed,
    points_balance,
    redeemable_points: enabled ? points_balance : 0,
  }),
  answerSchema: record({
    enabled: field.flag().description("Whether the store has a loyalty program."),
    tier: Joi.string().valid("bronze", "silver", "gold", "platinum"),
    total_points_earned: field.count().description("Ever."),
    total_points_redeemed: field.count().description("Ever."),
    points_balance: field.count(),
    redeemable_points: field.count(),
  }),
  answerExample: loyaltyExample,
  errors: [],
});

const listActivity = endpoint({
  id: "storefrontListLoyaltyActivity",
  method: "GET",
  path: "/customers/:user_id/loyalty-points-activity",
  tag,
  summary: "List what happened to the points",
  description: "Newest first.",
  owner: "user_id",
  pathSchema: path,
  querySchema: listQuery<ListQuery>("limit", 20, 100),
  action: "loyalty.transactions",
  input: ({ store, path, query }) => ({
    store_id: store.store_id,
    customer_id: path.user_id,
    ...pagingOf(query, query.limit),
  }),
  output: (list, { query }) => ({
    loyalty_points_activity: list.items.map(activityOf),
    pagination: pagination(list, query, { limit: query.limit }),
  }),
  answerSchema: record({
    loyalty_points_activity: Joi.array().items(activitySchema()),
    pagination: paginationSchema("limit"),
  }),
  answerExample: {
    loyalty_points_activity: [activityExample],
    pagination: { page: 1, limit: 20, total: 1, next_cursor: null },
  },
  errors: [],
});

/** Storefront: a shopper's points (contract §5, §8). */
export const loyalty = [getLoyalty, listActivity];

const activityOf = ({ id, type, points, description, order_id, created_at }: LoyaltyTransaction) => ({
  id,
  type,
  points,
  description,
  order_id,
  created_at: isoTime(created_at),
});

function activitySchema() {
  return record({
    id: field.id(activityExample.id),
    type: Joi.string().valid("earn", "redeem", "adjust", "expire"),
    points: field.count().description("Below zero for points that went."),
    description: field.text(),
    order_id: field.textOrNull().description("The order that it came of, where it came of one."),
    created_at: field.time(),
  });
}
