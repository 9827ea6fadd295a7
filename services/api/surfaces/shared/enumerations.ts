import Joi from "joi";
import { component } from "../../openapi/component.ts";

/** The values that something can have: their schema, which the documents name. */
export interface Enumeration<Value extends string> {
  values: readonly Value[];
  schema: Joi.StringSchema<Value>;
}

/** Declares an enumeration. */
export const enumeration = <const Value extends string>(
  name: string,
  values: readonly Value[],
): Enumeration<Value> => ({
  values,
  schema: component(name, Joi.string<Value>().valid(...values)),
});

export const registrationSource = enumeration("RegistrationSource", [
  "EMAIL_PASSWORD",
  "GOOGLE",
  "FACEBOOK",
  "APPLE",
  "PHONE",
  "MERCHANT",
  "APP",
  "GUEST",
]);

export const orderStatus = enumeration("OrderStatus", [
  "pending",
  "confirmed",
  "processing",
  "shipped",
  "delivered",
  "cancelled",
  "refunded",
]);

/** Of one payment, and of an order's latest. */
export const paymentStatus = enumeration("PaymentStatus", ["pending", "authorized", "captured", "failed", "voided"]);

/** Of an order's money. */
export const financialStatus = enumeration("FinancialStatus", [
  "pending",
  "paid",
  "partially_refunded",
  "refunded",
  "voided",
]);

/** How far an order is fulfilled. */
export const orderFulfillmentStatus = enumeration("OrderFulfillmentStatus", ["unfulfilled", "partial", "fulfilled"]);

export const fulfillmentStatus = enumeration("FulfillmentStatus", ["pending", "shipped", "delivered", "cancelled"]);

export const refundStatus = enumeration("RefundStatus", ["pending", "succeeded", "failed"]);

export const returnStatus = enumeration("ReturnStatus", ["requested", "approved", "rejected", "received"]);

/** What a customer wants for what they return. */
export const returnResolution = enumeration("ReturnResolution", ["refund", "replacement"]);

/** How an order may reach its buyer. */
export const orderType = enumeration("OrderType", ["PICKUP", "DELIVERY", "DINE_IN", "SHIP"]);

/** Why a merchant cancels. */
export const cancelReason = enumeration("CancelReason", ["customer_request", "out_of_stock", "fraud", "other"]);

export const sortOrder = enumeration("SortOrder", ["asc", "desc"]);

export const reviewStatus = enumeration("ReviewStatus", ["published", "rejected"]);

export const tokenType = enumeration("TokenType", ["Bearer"]);

export const loyaltyTier = enumeration("LoyaltyTier", ["bronze", "silver", "gold", "platinum"]);

export const loyaltyTransactionType = enumeration("LoyaltyTransactionType", ["earn", "redeem", "adjust", "expire"]);
