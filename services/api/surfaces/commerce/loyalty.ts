import Joi from "joi";
import type { LoyaltyTransactionType, RewardType } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { filledTextBody, listQuery, type PageQuery, timeQuery } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { loyaltyTransactionType } from "../shared/enumerations.ts";
import { given, idOf, listOf, messageStoreOf, readOf, workflow } from "../shared/requests.ts";
import { customerNotFound, customerPath } from "./common.ts";
import { adjustment, loyaltyStatus, redemption, rewardType, transaction } from "./loyalty-shapes.ts";

interface ListQuery extends PageQuery {
  start_date?: number;
  end_date?: number;
  type?: LoyaltyTransactionType;
}

const tag = "Loyalty";
const ofCustomer = { tag, owner: "customer_id", pathSchema: customerPath };
const orderId = () => idOf("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").description("An order of the customer's.");
const mostPoints = 1_000_000_000;
const insufficient = [422, "insufficient_points", "The customer has not so many points."] as const;
const orderNotFound = [404, "order_not_found", "The customer has no such order."] as const;

const getLoyalty = endpoint({
  id: "commerceGetLoyalty",
  method: "GET",
  path: "/:customer_id/loyalty",
  ...ofCustomer,
  permission: "points.read",
  summary: "Get the loyalty status",
  description: "The tier, the points, and what is missing for the next tier.",
  action: "orchestra.getLoyalty",
  input: readOf,
  ...answers(loyaltyStatus),
  errors: [customerNotFound],
});

const adjustPoints = endpoint({
  id: "commerceAdjustPoints",
  method: "POST",
  path: "/:customer_id/loyalty/points",
  ...ofCustomer,
  permission: "points.adjust",
  ...workflow,
  summary: "Adjust points",
  description: "Adds points, or takes them by a negative number. What is added counts as earned.",
  bodySchema: Joi.object<{ adjustment: number; reason: string; order_id?: string }>({
    adjustment: Joi.number()
      .integer()
      .min(-mostPoints)
      .max(mostPoints)
      .invalid(0)
      .required()
      .description("Not 0.")
      .messages({ "any.invalid": "{{#label}} must add or take points: it must not be 0" }),
    reason: filledTextBody(500).required(),
    order_id: orderId(),
  }),
  bodyExample: { adjustment: 100, reason: "Customer service gesture" },
  action: "orchestra.adjustPoints",
  input: ({ store, path, body, idempotency_key }) => ({
    store: messageStoreOf(store),
    ...path,
    ...body,
    idempotency_key,
  }),
  ...answers(adjustment),
  errors: [customerNotFound, orderNotFound, insufficient],
});

const redeemPoints = endpoint({
  id: "commerceRedeemPoints",
  method: "POST",
  path: "/:customer_id/loyalty/redeem",
  ...ofCustomer,
  permission: "points.redeem",
  ...workflow,
  summary: "Redeem points for a reward",
  description:
    "With an `order_id` a discount is spent on that order, which must be paid, and its worth comes back at once. Without one " +
    "its `redemption_id` takes the reward's worth off a later order.",
  bodySchema: Joi.object<{ points: number; reward_type: RewardType; order_id?: string }>({
    points: Joi.number().integer().min(1).max(mostPoints).required(),
    reward_type: rewardType.schema.required(),
    order_id: orderId(),
  }),
  bodyExample: { points: 500, reward_type: "discount", order_id: transaction.example.order_id },
  action: "orchestra.redeemPoints",
  input: ({ store, path, body, idempotency_key }) => ({
    store: messageStoreOf(store),
    ...path,
    ...body,
    idempotency_key,
  }),
  ...answers(redemption),
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
  ...ofCustomer,
  permission: "points.read",
  summary: "List transactions of points",
  description: "Newest first.",
  querySchema: listQuery<ListQuery>("limit", 20, 100, {
    start_date: timeQuery("start"),
    end_date: timeQuery("end"),
    type: loyaltyTransactionType.schema,
  }),
  action: "orchestra.listPoints",
  input: (request) => {
    const { type, start_date: created_from, end_date: created_until } = request.query;
    return { ...listOf(request), ...given({ type, created_from, created_until }) };
  },
  ...pages(transaction, "limit"),
  errors: [customerNotFound],
});

/** Commerce: points (contract §6). */
export const loyalty = [getLoyalty, adjustPoints, redeemPoints, listTransactions];
