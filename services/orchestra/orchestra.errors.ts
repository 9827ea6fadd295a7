import { errorsOf } from "../../mixins/actions/errors.ts";

/** Errors of the orchestra service; those of the actions that it calls pass through unchanged. */
export const orchestraErrors = {
  customer_has_orders: [400, "The customer has orders and cannot be deleted."],
  order_already_cancelled: [409, "The order is cancelled already."],
  order_not_cancellable: [409, "The order has been shipped, delivered or refunded and cannot be cancelled."],
  order_not_fulfillable: [409, "An order that is cancelled or refunded cannot be fulfilled."],
  fulfillment_not_found: [404, "The order has no such fulfilment."],
  refund_exceeds_paid: [422, "The refund is larger than what was captured and not yet refunded."],
  refund_item_unknown: [422, "The order has no such item. Name items of this order."],
  refund_declined: [422, "The payment provider declined the refund."],
  nothing_to_refund: [409, "Nothing of the order is captured and not yet refunded."],
  invalid_status_transition: [409, "An order that is delivered or cancelled keeps its status."],
  total_changed: [409, "The order costs another amount than `expected_total` by now. Show it and ask again."],
  retry_not_available: [409, "A payment is tried again only when the last one failed and the order still stands."],
  bank_account_invalid: [422, "The bank account is not one of yours that is verified. Name one that is."],
  order_not_found: [404, "Order not found."],
  address_in_use: [409, "An order that has not been shipped is to go to this address. It can be deleted afterwards."],
  order_not_discountable: [409, "Points cannot be spent on an order that was cancelled or refunded."],
  redemption_exceeds_order: [422, "The discount is larger than what was paid for the order and not given back."],
  redemption_spent: [409, "This redemption was spent or returned before. Redeem points for another."],
  redemption_not_a_discount: [422, "Only a redemption for a discount can be spent on an order."],
  scheduled_time_in_past: [422, "An order can be scheduled only for a time to come."],
  shipping_address_required: [422, "An order that is delivered or shipped needs an address. Give one, or name one."],
  email_exists: [409, "Another customer of this store has this email address."],
  phone_exists: [409, "Another customer of this store has this phone number."],
  invalid_credentials: [401, "The address or the password is wrong."],
  invalid_passkey: [401, "The passkey is not known here, or its answer is not right. Ask for new options."],
  invalid_otp: [401, "The code is wrong, used up or expired. Ask for a new one."],
  store_not_found: [404, "Store not found."],
  return_not_found: [404, "The order has no such return."],
  recent_sign_in_required: [
    403,
    "Too long since you signed in for this. Show your password or a code at /auth/confirm, and repeat it.",
  ],
  undo_not_found: [404, "The change is not known, or is older than 72 hours."],
  run_not_found: [404, "There is no such run."],
  run_not_stuck: [409, "Only a run that is stuck can be resumed; all others go on by themselves."],
} as const;

export const fail = errorsOf(orchestraErrors);
