import type { ActionResult, Address, Customer, FreeObject, Member } from "../../../contracts.ts";
import { etagOf } from "../../etag.ts";
import { loyaltyTier } from "../shared/enumerations.ts";
import { count, freeObject, id, list, money, oneOf, text, textOrNull, time } from "../shared/fields.ts";
import { shape } from "../shared/shape.ts";

type Listed = ActionResult<"orchestra.searchMembers">["items"][number];

/** The ETag of a customer: their version, and the points, which change apart from it. */
export const memberTag = ({ customer, loyalty }: Member) =>
  etagOf(customer.version, `${loyalty.points_balance} ${loyalty.tier}`);

/** The same of a new customer. */
export const createdTag = ({ version, loyalty_points, loyalty_tier }: Customer) =>
  etagOf(version, `${loyalty_points} ${loyalty_tier}`);

const name = {
  id: id("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  first_name: text("John"),
  last_name: text("Doe"),
  email: textOrNull("john.doe@example.com"),
};

const totals = {
  total_orders: count(45, "Orders that are not cancelled."),
  total_spent: money(1_234.56, "What they cost together, in the store's currency.").from("total_order_amount"),
};

const created_at = time("2025-01-15T10:00:00.000Z");

/** A customer as lists show them. */
export const listedCustomer = shape<Listed>("ListedCustomer").with({
  ...name,
  phone: textOrNull("+1234567890"),
  loyalty_tier: oneOf(loyaltyTier, "gold").from("tier"),
  loyalty_points: count(1_250).from("points_balance"),
  ...totals,
  created_at,
});

/** A new customer. */
export const createdCustomer = shape<Customer>("CreatedCustomer").with({
  ...name,
  loyalty_tier: oneOf(loyaltyTier, "bronze"),
  loyalty_points: count(0),
  created_at: time("2026-01-24T10:00:00.000Z"),
});

const address = shape<Address>("Address").with({
  id: id("addr_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  type: text("home", "In lower case.").from(({ type }) => type.toLowerCase()),
  street: text("123 Main St").from(({ line1, line2 }) => (line2 ? `${line1}, ${line2}` : line1)),
  city: text("New York"),
  state: textOrNull("NY"),
  zip: textOrNull("10001").from("postal_code"),
});

const preferences: FreeObject = {
  dietary_restrictions: ["vegetarian"],
  favorite_items: ["item_123", "item_456"],
};

/** A customer with all that this surface shows. */
export const customer = shape<Customer & Pick<Member, "addresses" | "loyalty">>("Customer").with({
  ...name,
  phone: textOrNull("+1234567890"),
  birthday: textOrNull("1990-05-15", "`YYYY-MM-DD`."),
  loyalty_tier: oneOf(loyaltyTier, "gold").from(({ loyalty }) => loyalty.tier),
  loyalty_points: count(1_250).from(({ loyalty }) => loyalty.points_balance),
  ...totals,
  preferences: freeObject(preferences),
  addresses: list(address, "The oldest first."),
  created_at,
  updated_at: time("2026-01-20T15:30:00.000Z"),
});

/** The source of the customer's shape. */
export const sourceOf = ({ customer, addresses, loyalty }: Member) => ({ ...customer, addresses, loyalty });
