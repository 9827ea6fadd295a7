import Joi from "joi";
import type { ActionResult, Address, Customer, LoyaltyTier, Member, Store } from "../../../contracts.ts";
import { etagOf } from "../../etag.ts";
import { field, isoTime, money, record } from "../../formats.ts";
import { customerExample } from "./examples.ts";

/** The tiers of the program, the lowest first. */
export const tiers: LoyaltyTier[] = ["bronze", "silver", "gold", "platinum"];

type Listed = ActionResult<"orchestra.searchMembers">["items"][number];

const nameOf = ({ id, first_name, last_name, email }: Customer) => ({ id, first_name, last_name, email });

const totalsOf = ({ total_orders, total_order_amount }: Customer, store: Store) => ({
  total_orders,
  total_spent: money(total_order_amount, store),
});

/** A customer as lists show them. */
export const listedCustomer = (customer: Listed, store: Store) => ({
  ...nameOf(customer),
  phone: customer.phone,
  loyalty_tier: customer.tier,
  loyalty_points: customer.points_balance,
  ...totalsOf(customer, store),
  created_at: isoTime(customer.created_at),
});

/** A customer who was just made. */
export const createdCustomer = (customer: Customer) => ({
  ...nameOf(customer),
  loyalty_tier: customer.loyalty_tier,
  loyalty_points: customer.loyalty_points,
  created_at: isoTime(customer.created_at),
});

/** A customer with all that this surface shows. */
export const singleCustomer = ({ customer, addresses, loyalty }: Member, store: Store) => ({
  ...nameOf(customer),
  phone: customer.phone,
  birthday: customer.birthday,
  loyalty_tier: loyalty.tier,
  loyalty_points: loyalty.points_balance,
  ...totalsOf(customer, store),
  preferences: customer.preferences,
  addresses: addresses.map(addressOf),
  created_at: isoTime(customer.created_at),
  updated_at: isoTime(customer.updated_at),
});

/** The ETag of a customer here: their version, and the points that change apart from it. */
export const memberTag = ({ customer, loyalty }: Member) =>
  etagOf(customer.version, `${loyalty.points_balance} ${loyalty.tier}`);

/** The same of one who was just made. */
export const createdTag = ({ version, loyalty_points, loyalty_tier }: Customer) =>
  etagOf(version, `${loyalty_points} ${loyalty_tier}`);

const addressOf = ({ id, type, line1, line2, city, state, postal_code }: Address) => ({
  id,
  type: type.toLowerCase(),
  street: line2 ? `${line1}, ${line2}` : line1,
  city,
  state,
  zip: postal_code,
});

const name = {
  id: field.id(customerExample.single.id),
  first_name: field.text(),
  last_name: field.text(),
  email: field.textOrNull(),
};
const tier = Joi.string().valid(...tiers);
const standing = { loyalty_tier: tier, loyalty_points: field.count() };
const totals = {
  total_orders: field.count().description("Orders that are not cancelled."),
  total_spent: field.amount().description("What they cost together, in the store's currency."),
};
const address = record({
  id: field.id("addr_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  type: field.text().description("In lower case."),
  street: field.text(),
  city: field.text(),
  state: field.textOrNull(),
  zip: field.textOrNull(),
});

/** The schemas of what is shown of a customer. */
export const schemas = {
  listed: record({ ...name, phone: field.textOrNull(), ...standing, ...totals, created_at: field.time() }),
  created: record({ ...name, ...standing, created_at: field.time() }),
  single: record({
    ...name,
    phone: field.textOrNull(),
    birthday: Joi.string().allow(null).description("`YYYY-MM-DD`."),
    ...standing,
    ...totals,
    preferences: Joi.object().unknown(true),
    addresses: Joi.array().items(address).description("The oldest first."),
    created_at: field.time(),
    updated_at: field.time(),
  }),
};
