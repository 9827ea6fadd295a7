import { errorsOf } from "../../mixins/actions/errors.ts";

/** Errors of the customers service. */
export const customerErrors = {
  customer_not_found: [404, "Customer not found."],
  group_not_found: [404, "Customer group not found."],
  email_exists: [409, "Another customer of this store has this email address."],
  phone_exists: [409, "Another customer of this store has this phone number."],
  customer_has_orders: [400, "The customer has orders and cannot be deleted."],
  address_changed: [409, "The address is no longer the customer's."],
  address_needs_proof: [409, "The customer signs in: their email address and phone change only with their own proof."],
  address_not_found: [404, "Address not found."],
  too_many_addresses: [409, "The customer has 100 addresses. Delete one before adding another."],
  preferences_too_large: [
    422,
    "The customer's preferences would be larger than 3,000 bytes of JSON. Remove some first.",
  ],
} as const;

export const fail = errorsOf(customerErrors);
