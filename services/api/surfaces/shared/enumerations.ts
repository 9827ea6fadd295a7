import Joi from "joi";
import {
  cancelReasons,
  disputeStatuses,
  financialStatuses,
  fulfillmentStatuses,
  loyaltyTiers,
  loyaltyTransactionTypes,
  orderFulfillmentStatuses,
  orderStatuses,
  orderTypes,
  paymentActionTypes,
  paymentFailures,
  paymentStatuses,
  refundStatuses,
  registrationSources,
  returnResolutions,
  returnStatuses,
  reviewStatuses,
} from "../../../contracts.ts";
import { component } from "../../openapi/component.ts";

/** The values of an enumeration, and their schema as a named component. */
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

export const registrationSource = enumeration("RegistrationSource", registrationSources);

export const orderStatus = enumeration("OrderStatus", orderStatuses);

/** Of one payment, and of an order's latest. */
export const disputeStatus = enumeration("DisputeStatus", disputeStatuses);
export const paymentActionType = enumeration("PaymentActionType", paymentActionTypes);
export const paymentFailure = enumeration("PaymentFailure", paymentFailures);
export const paymentStatus = enumeration("PaymentStatus", paymentStatuses);

/** Of an order's money. */
export const financialStatus = enumeration("FinancialStatus", financialStatuses);

/** How far an order is fulfilled. */
export const orderFulfillmentStatus = enumeration("OrderFulfillmentStatus", orderFulfillmentStatuses);

export const fulfillmentStatus = enumeration("FulfillmentStatus", fulfillmentStatuses);

export const refundStatus = enumeration("RefundStatus", refundStatuses);

export const returnStatus = enumeration("ReturnStatus", returnStatuses);

/** What a customer wants for what they return. */
export const returnResolution = enumeration("ReturnResolution", returnResolutions);

/** How an order may reach its buyer. */
export const orderType = enumeration("OrderType", orderTypes);

/** Why a merchant cancels. */
export const cancelReason = enumeration("CancelReason", cancelReasons);

export const sortOrder = enumeration("SortOrder", ["asc", "desc"]);

export const reviewStatus = enumeration("ReviewStatus", reviewStatuses);

export const tokenType = enumeration("TokenType", ["Bearer"]);

export const loyaltyTier = enumeration("LoyaltyTier", loyaltyTiers);

export const loyaltyTransactionType = enumeration("LoyaltyTransactionType", loyaltyTransactionTypes);
