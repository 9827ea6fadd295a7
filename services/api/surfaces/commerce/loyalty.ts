import Joi from "joi";
import type { LoyaltyStatus, LoyaltyTransaction, LoyaltyTransactionType, RewardType } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import {
  field,
  filledTextBody,
  isoTime,
  listQuery,
  money,
  pagination,
  paginationSchema,
  pagingOf,
  record,
  timeQuery,
} from "../../formats.ts";
import { idOf, messageStoreOf, workflow } from "../shared/requests.ts";
import { customerNotFound, customerPath } from "./common.ts";
import { tiers } from "./customer-shapes.ts";
import { loyaltyExample, transactionExample } from "./examples.ts";

interface ListQuery {
  page?: number;
  limit: number;
  cursor?: string;
  start_date?: number;
  end_date?: number;
  type?: LoyaltyTransactionType;
}

const tag = "Loyalty";
const types = ["earn", "redeem", "adjust", "expire"];
const orderId = () => idOf("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").description("An order of the customer's.");
const mostPoints = 1_000_000_000;
const insufficient = [422, "insufficient_points", "The customer has not so many points."] as const;
const orderNotFound = [404, "order_not_found", "The customer has no such order."] as const;

const getLoyalty = endpoint({
  id: "commerceGetLoyalty",
  method: "GET",
  path: "/:customer_id/loyalty",
  tag,
  permission: "points.read",
  owner: "customer_id",
  summary: "Get the loyalty status",
  pathSchema: customerPath,
  action: "orchestra.getLoyalty",
  input: ({ store, path }) => ({ store_id: store.store_id, customer_id: path.customer_id }),
  output: statusOf,
  answerSchema: statusSchema(),
  answerExample: loyaltyExample,
  errors: [customerNotFound],
});

const adjustPoints = endpoint({
  id: "commerceAdjustPoints",
  method: "POST",
  path: "/:customer_id/loyalty/points",
  tag,
  permission: "points.adjust",
  owner: "customer_id",
  ...workflow,
  summary: "Adjust points",
  description: "Adds points, or takes them by a negative number. What is added counts as earned.",
  pathSchema: customerPath,
  bodySchema: Joi.object<{ adjustment: number; reason: string; order_id?: string }>({
    adjustment: Joi.number()
      .integer()
      .min(-mostPoints)
      .max(mostPoints)
      .invalid(0)
      .required()
      .messages({ "any.invalid": "{{#label}} must add or take points: it must not be 0" }),
    reason: filledTextBody(500).required(),
    order_id: orderId(),
  }),
  bodyExample: { adjustment: 100, reason: "Customer service gesture" },
  action: "orchestra.adjustPoints",
  input: ({ store, path, body, idempotency_key }) => ({
    store: messageStoreOf(store),
    customer_id: path.customer_id,
    ...body,
    idempotency_key,
  }),
  output: ({ transaction_id, adjustment, new_balance }) => ({ transaction_id, adjustment, new_balance }),
  answerSchema: record({
    transaction_id: field.id(transactionExample.id),
    adjustment: field.count(),
    new_balance: field.count(),
  }),
  answerExample: { transaction_id: transactionExample.id, adjustment: 100, new_balance: 1_350 },
  errors: [customerNotFound, orderNotFound, insufficient],
});

const redeemPoints = endpoint({
  id: "commerceRedeemPoints",
  method: "POST",
  path: "/:customer_id/loyalty/redeem",
  tag,
  permission: "points.redeem",
  owner: "customer_id",
  ...workflow,
  summary: "Redeem points for a reward",
  description:
    "With an `order_id` a discount is spent on that order, which must be paid, and its worth comes back at once. Without one " +
    "its `redemption_id` takes the reward's worth off a later order.",
  pathSchema: customerPath,
  bodySchema: Joi.object<{ points: number; reward_type: RewardType; order_id?: string }>({
    points: Joi.number().integer().min(1).max(mostPoints).required(),
    reward_type: Joi.string().valid("discount", "free_item", "gift_card").required(),
    order_id: orderId(),
  }),
  bodyExample: { points: 500, reward_type: "discount", order_id: transactionExample.order_id },
  action: "orchestra.redeemPoints",
  input: ({ store, path, body, idempotency_key }) => ({
    store: messageStoreOf(store),
    customer_id: path.customer_id,
    ...body,
    idempotency_key,
  }),
  output: ({ redemption, new_balance }, { store }) => ({
    redemption_id: redemption.id,
    points_redeemed: redemption.points,
    reward_value: money(redemption.reward_value, store),
    new_balance,
  }),
  answerSchema: record({
    redemption_id: field.id("red_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    points_redeemed: field.count(),
    reward_value: field.amount().description("In the store's currency."),
    new_balance: field.count(),
  }),
  answerExample: {
    redemption_id: "red_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
    points_redeemed: 500,
    reward_value: 5,
    new_balance: 750,
  },
  errors: [
    customerNotFound,
    orderNotFound,
    [409, "loyalty_disabled", "The store rewards no points at present."],
    [409, "order_not_discountable", "The order is cancelled or refunded."],
    insufficient,
    [422, "redemption_exceeds_order", "The reward is worth more than what is left of the order."],
    [422, "refund_declined", "The payment provider did not give the reward's worth back; the points stay."],
  ],
});

const listTransactions = endpoint({
  id: "commerceListPoints",
  method: "GET",
  path: "/:customer_id/loyalty/transactions",
  tag,
  permission: "points.read",
  owner: "customer_id",
  summary: "List transactions of points",
  description: "Newest first.",
  pathSchema: customerPath,
  querySchema: listQuery<ListQuery>("limit", 20, 100, {
    start_date: timeQuery("start"),
    end_date: timeQuery("end"),
    type: Joi.string().valid(...types),
  }),
  action: "orchestra.listPoints",
  input: ({ store, path, query }) => ({
    store_id: store.store_id,
    customer_id: path.customer_id,
    ...(query.type === undefined ? {} : { type: query.type }),
    ...(query.start_date === undefined ? {} : { created_from: query.start_date }),
    ...(query.end_date === undefined ? {} : { created_until: query.end_date }),
    ...pagingOf(query, query.limit),
  }),
  output: (list, { query }) => ({
    data: list.items.map(transactionOf),
    pagination: pagination(list, query, { limit: query.limit }),
  }),
  answerSchema: record({ data: Joi.array().items(transactionSchema()), pagination: paginationSchema("limit") }),
  answerExample: {
    data: [transactionExample],
    pagination: { page: 1, limit: 20, total: 1, next_cursor: null },
  },
  errors: [customerNotFound],
});

/** Commerce: points (contract §6). */
export const loyalty = [getLoyalty, adjustPoints, redeemPoints, listTransactions];

function statusOf(status: LoyaltyStatus) {
  const { customer_id, tier, points_balance, points_earned_ytd, points_redeemed_ytd, benefits } = status;
  const { next_tier, points_to_next_tier, qualifying_period_end } = status;
  const tier_progress = { current_tier: tier, next_tier, points_to_next_tier, qualifying_period_end };
  return { customer_id, tier, points_balance, points_earned_ytd, points_redeemed_ytd, tier_progress, benefits };
}

function statusSchema() {
  const tier = () => Joi.string().valid(...tiers);
  return record({
    customer_id: field.id(loyaltyExample.customer_id),
    tier: tier(),
    points_balance: field.count(),
    points_earned_ytd: field.count().description("In this calendar year, UTC."),
    points_redeemed_ytd: field.count().description("In this calendar year, UTC."),
    tier_progress: record({
      current_tier: tier(),
      next_tier: Joi.alternatives(tier(), Joi.valid(null)).description("Null at the highest."),
      points_to_next_tier: field.count(),
      qualifying_period_end: Joi.string().description("The last day on which points count for this year's tier."),
    }),
    benefits: Joi.array().items(field.text()).description("The store's own words of the tier."),
  });
}

function transactionOf({ id, type, points, description, order_id, created_at }: LoyaltyTransaction) {
  return { id, type, points, description, order_id, created_at: isoTime(created_at) };
}

function transactionSchema() {
  return record({
    id: field.id(transactionExample.id),
    type: Joi.string().valid(...types),
    points: field.count().description("Below zero for points that went."),
    description: field.text(),
    order_id: field.textOrNull(),
    created_at: field.time(),
  });
}
