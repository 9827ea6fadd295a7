import { failureOf } from "../../../contracts/payments.ts";
import type { OrderItem, OrderItemModifier, Payment, PaymentAction } from "../../../contracts.ts";
import { paymentActionType, paymentFailure, paymentStatus } from "./enumerations.ts";
import { count, id, list, money, oneOf, orNull, text, textOrNull, time } from "./fields.ts";
import { shape } from "./shape.ts";

const orderItemModifier = shape<OrderItemModifier>("OrderItemModifier").with({
  id: id("mod_01JK7MZ3Q4N8T2V6X0Y1A5B9CK"),
  name: text("Extra cheese"),
  price: money(1.5),
  quantity: count(1),
});

/** An item of an order as merchants read it; storefronts show most of it. */
export const orderItem = shape<OrderItem>("OrderItem").with({
  id: id("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CF"),
  product_id: id("item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ"),
  sku: text("PASTA-ALFREDO"),
  name: text("Alfredo Pasta"),
  quantity: count(2),
  fulfilled_quantity: count(2),
  cancelled_quantity: count(0),
  shipped_quantity: count(0, "On the way to the customer.").from(({ pieces }) => pieces.shipped),
  delivered_quantity: count(2, "With the customer: these can be returned.").from(({ pieces }) => pieces.delivered),
  return_requested_quantity: count(0).from(({ pieces }) => pieces.requested),
  returned_quantity: count(0, "What came back, refunded or replaced."),
  replaced_quantity: count(0, "Of those that came back.").from(({ pieces }) => pieces.replaced),
  lost_quantity: count(0, "Lost on the way: to be sent again or refunded.").from(({ pieces }) => pieces.lost),
  unit_price: money(30),
  total: money(60),
  discount: money(0, "The line's part of the order's discount."),
  tax: money(6.17, "The line's part of the order's tax, by its product's tax class."),
  modifiers: list(orderItemModifier).showing([]),
  special_instructions: textOrNull("No onions, please.", "What the customer asked for with it."),
});

/** A payment as merchants read it; storefronts show all but the provider and its words. */
export const payment = shape<Payment>("Payment").with({
  id: id("pay_01JK7MZ3Q4N8T2V6X0Y1A5B9CE"),
  provider: text("sandbox"),
  method: text("card"),
  status: oneOf(paymentStatus, "captured"),
  amount: money(66.17),
  captured: money(66.17),
  refunded: money(0),
  // An answer of the release before has none.
  disputed: money(0, "In disputes that are open or lost.").from(({ disputed }) => disputed ?? 0),
  currency: text("BDT"),
  failure_code: orNull(oneOf(paymentFailure, "declined"), "Why it failed; null while it has not.")
    .showing(null)
    .from(failureOf),
  failure_reason: textOrNull(null, "The same in the payment provider's words, for the merchant.").from(
    ({ status, error }) => (status === "failed" ? error : null),
  ),
  created_at: time("2025-06-15T10:30:00.000Z"),
  updated_at: time("2025-06-15T10:30:00.000Z"),
});

/** How a payer goes on with a payment that requires an action. */
export const nextAction = shape<PaymentAction>("PaymentNextAction").with({
  type: oneOf(paymentActionType, "stripe_sdk", "`redirect`: send the payer to `url`."),
  client_secret: textOrNull("pi_3MtwBw_secret_YrKJUKribcBjcG8", "For `stripe.handleNextAction`."),
  url: textOrNull(null, "Where the payer is sent. A path is of this API."),
  key_id: textOrNull(null, "For Razorpay Checkout, with `provider_order_id`."),
  provider_order_id: textOrNull(null),
});

const { provider: _provider, failure_reason: _words, ...shown } = payment.fields;

/** A payment, also one that failed, as its payer sees it. */
export const ownPayment = shape<Payment>("Payment").with({
  ...shown,
  next_action: orNull(nextAction, "While the status is `requires_action`.").showing(null),
});
