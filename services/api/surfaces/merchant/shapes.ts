import Joi from "joi";
import type { Address, Customer, Store } from "../../../contracts.ts";
import { field, isoTime, isoTimeOrNull, money, paginationSchema, record } from "../../formats.ts";

/** Where a customer may come from (contract §2). */
export const sources = ["EMAIL_PASSWORD", "GOOGLE", "FACEBOOK", "APPLE", "PHONE", "MERCHANT", "APP", "GUEST"];

/** A customer as merchants read it. */
export function customerOf(customer: Customer, store: Store) {
  return {
    id: customer.id,
    tenant_id: customer.tenant_id,
    email: customer.email,
    phone: customer.phone,
    registration_source: customer.registration_source,
    enabled: customer.enabled,
    approved: customer.approved,
    email_verified: customer.email_verified,
    phone_verified: customer.phone_verified,
    first_name: customer.first_name,
    last_name: customer.last_name,
    group_id: customer.group_id,
    group_name: customer.group_name,
    last_active_on: isoTimeOrNull(customer.last_active_on),
    total_orders: customer.total_orders,
    total_order_amount: money(customer.total_order_amount, store),
    status: statusOf(customer),
    created_at: isoTime(customer.created_at),
    updated_at: isoTime(customer.updated_at),
  };
}

/** `active` when enabled and approved, `pending` until approved, else `disabled`. */
function statusOf({ enabled, approved }: Customer): "active" | "pending" | "disabled" {
  if (!enabled) return "disabled";
  return approved ? "active" : "pending";
}

/** The schema of what `customerOf` gives. */
export function customerSchema(options: { addresses?: boolean } = {}): Joi.ObjectSchema {
  const schema = record({
    id: field.id("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    tenant_id: field.id("ten_demo"),
    email: field.textOrNull(),
    phone: field.textOrNull(),
    registration_source: Joi.string().valid(...sources),
    enabled: field.flag(),
    approved: field.flag(),
    email_verified: field.flag(),
    phone_verified: field.flag(),
    first_name: field.text(),
    last_name: field.text(),
    group_id: field.textOrNull(),
    group_name: field.textOrNull(),
    last_active_on: field.timeOrNull(),
    total_orders: field.count().description("Orders that are not cancelled."),
    total_order_amount: field.amount().description("What they add up to, in the store's currency."),
    status: Joi.string().valid("active", "pending", "disabled"),
    created_at: field.time(),
    updated_at: field.time(),
  });
  return options.addresses ? schema.keys({ addresses: Joi.array().items(addressSchema()) }) : schema;
}

/** An address as merchants read it. */
export const addressOf = ({ created_at: _made, updated_at: _changed, ...address }: Address) => address;

function addressSchema(): Joi.ObjectSchema {
  return record({
    id: field.id("addr_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    type: field.text(),
    name: field.textOrNull(),
    phone: field.textOrNull(),
    line1: field.text(),
    line2: field.textOrNull(),
    city: field.text(),
    area: field.textOrNull(),
    state: field.textOrNull(),
    postal_code: field.textOrNull(),
    country: field.textOrNull(),
    country_code: field.textOrNull(),
    coordinates: record({ latitude: Joi.number(), longitude: Joi.number() }).allow(null),
    is_default_billing: field.flag(),
    is_default_shipping: field.flag(),
  });
}

/** The schema of a list of this surface's customers or groups. */
export const listSchema = (item: Joi.ObjectSchema, sizeName: "size" | "limit" = "size") =>
  record({ data: Joi.array().items(item), pagination: paginationSchema(sizeName) });
