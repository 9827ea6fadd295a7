import type { Address, Customer, CustomerGroup } from "../../../contracts.ts";
import { coordinates } from "../shared/address.ts";
import { enumeration, registrationSource } from "../shared/enumerations.ts";
import { count, flag, id, list, money, oneOf, optional, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { shape } from "../shared/shape.ts";

const customerStatus = enumeration("CustomerStatus", ["active", "pending", "disabled"]);

/** A customer as merchants read it. */
export const customer = shape<Customer>("Customer").with({
  id: id("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  tenant_id: id("ten_demo"),
  email: textOrNull("rahim@example.com"),
  phone: textOrNull("01712345678"),
  registration_source: oneOf(registrationSource, "EMAIL_PASSWORD"),
  enabled: flag(true),
  approved: flag(true),
  email_verified: flag(true),
  phone_verified: flag(false),
  first_name: text("Rahim"),
  last_name: text("Ahmed"),
  group_id: textOrNull("grp_01JK7MZ3Q4N8T2V6X0Y1A5B9CE"),
  group_name: textOrNull("Wholesale"),
  last_active_on: orNull(time("2026-11-01T08:15:00.000Z")),
  total_orders: count(12, "Orders that are not cancelled."),
  total_order_amount: money(18_500, "What they add up to, in the store's currency."),
  status: oneOf(customerStatus, "active", "`disabled`, else `active` once approved.").from(statusOf),
  created_at: time("2025-01-20T06:30:00.000Z"),
  updated_at: time("2025-06-15T10:30:00.000Z"),
});

/** An address of a customer's book as merchants read it. */
export const address = shape<Address>("Address").with({
  id: id("addr_01JK7MZ3Q4N8T2V6X0Y1A5B9CF"),
  type: text("HOME"),
  name: textOrNull("Rahim Ahmed"),
  phone: textOrNull("01712345678"),
  line1: text("123 Main Street"),
  line2: textOrNull("Apartment 4B"),
  city: text("Dhaka"),
  area: textOrNull("Gulshan"),
  state: textOrNull(null),
  postal_code: textOrNull("1212"),
  country: textOrNull("Bangladesh"),
  country_code: textOrNull("BD"),
  coordinates: orNull(coordinates).showing({ latitude: 23.7925, longitude: 90.4078 }),
  is_default_billing: flag(true),
  is_default_shipping: flag(true),
});

/** A customer with the address book, where it was asked for. */
export const customerWithAddresses = shape<Customer & { addresses?: Address[] }>("CustomerDetail").with({
  ...customer.fields,
  addresses: optional(list(address)),
});

/** A group of customers. */
export const customerGroup = shape<CustomerGroup>("CustomerGroup").with({
  id: id("grp_01JK7MZ3Q4N8T2V6X0Y1A5B9CE"),
  name: text("Wholesale"),
  created_at: time("2025-01-20T06:30:00.000Z"),
  updated_at: time("2025-01-20T06:30:00.000Z"),
});

function statusOf({ enabled, approved }: Customer): "active" | "pending" | "disabled" {
  if (!enabled) return "disabled";
  return approved ? "active" : "pending";
}
