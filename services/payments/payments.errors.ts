import { errorsOf } from "../../mixins/actions/errors.ts";

/** Errors of the payments service. */
export const paymentErrors = {
  payment_not_found: [404, "The order has no such payment."],
  payment_declined: [402, "The payment was declined. Pay in another way."],
  payment_voided: [409, "The payment was voided before it was made."],
  payment_not_capturable: [409, "Only a payment that is authorized, or waits for the merchant, can be captured."],
  capture_exceeds_authorized: [422, "The amount is above what is authorized."],
  nothing_to_refund: [409, "There is no captured money left to refund."],
  refund_exceeds_paid: [422, "The amount is above what is captured and not yet refunded."],
  refund_item_unknown: [422, "The order has no such item. Name items of this order."],
  money_changed: [409, "The order's money has changed since it was read. Try again."],
  refund_not_found: [404, "The order has no such refund."],
  refund_not_failed: [409, "Only a refund that was declined can be settled outside."],
  refund_declined: [422, "The payment provider declined the refund."],
  customer_not_found: [404, "Customer not found."],
  bank_account_not_found: [404, "The customer has no such bank account."],
  bank_account_invalid: [422, "The bank account is not known, or not verified. Name a verified one."],
  bank_accounts_not_taken: [422, "Bank accounts cannot be kept here."],
  too_many_bank_accounts: [409, "The customer has 20 bank accounts. Delete one before adding another."],
  hook_unknown: [404, "No provider of this name sends messages here."],
  hook_malformed: [400, "The message is not well-formed, or not signed."],
  sandbox_payment_unknown: [400, "The sandbox has no such payment in this store."],
  hook_forged: [401, "The signature does not fit the message."],
  hook_expired: [401, "The message was signed too long ago, or its time is in the future."],
  provider_not_configured: [422, "This payment provider is not set up here."],
} as const;

export const fail = errorsOf(paymentErrors);
