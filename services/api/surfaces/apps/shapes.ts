import Joi from "joi";
import type { Customer, Order, Store } from "../../../contracts.ts";
import { field, isoTime, money, paginationSchema, record } from "../../formats.ts";

const flag = (value: boolean) => (value ? 1 : 0);
const nameOf = ({ first_name, last_name }: Customer) => [first_name, last_name].filter((part) => part !== "").join(" ");

/** What every answer about a customer has. */
export function customerOf(customer: Customer) {
  return {
    user_id: customer.user_id,
    store_id: customer.store_id,
    name: nameOf(customer),
    email: customer.email,
    phone: customer.phone,
    address_json: customer.address_json,
    is_guest: flag(customer.is_guest),
    created_at: isoTime(customer.created_at),
    updated_at: isoTime(customer.updated_at),
  };
}

/** What their orders add up to, cancelled ones left out. */
export const totalsOf = (customer: Customer, store: Store) => ({
  total_orders: customer.total_orders,
  total_spent: money(customer.total_order_amount, store),
});

/** What a single record adds to the list's. */
export const verificationOf = (customer: Customer) => ({
  is_phone_verified: flag(customer.phone_verified),
  is_email_verified: flag(customer.email_verified),
});

/** What a new customer is answered with. */
export function createdOf(customer: Customer) {
  const { user_id, phone, email, store_id } = customer;
  return { user_id, name: nameOf(customer), phone, email, store_id };
}

/** An order of a customer's history. */
export function orderOf(order: Order, user_id: number, store: Store) {
  const { order_id, store_id, financial_status, fulfillment_status, payment_method, note } = order;
  return {
    order_id,
    store_id,
    user_id,
    order_status: order.status,
    financial_status,
    fulfillment_status,
    sub_total: money(order.sub_total, store),
    tax: money(order.tax, store),
    shipping: money(order.shipping, store),
    discount: money(order.discount, store),
    grand_total: money(order.grand_total, store),
    payment_method,
    note,
    created_at: isoTime(order.created_at),
    updated_at: isoTime(order.updated_at),
  };
}

const zeroOrOne = () => Joi.number().integer().valid(0, 1);

const customerFields = {
  user_id: field.count().example(301),
  store_id: field.count().example(22),
  name: field.text(),
  email: field.textOrNull(),
  phone: field.textOrNull(),
  address_json: Joi.object().unknown(true).allow(null),
  is_guest: zeroOrOne(),
  created_at: field.time(),
  updated_at: field.time(),
};
const totals = { total_orders: field.count(), total_spent: field.amount() };
const verification = { is_phone_verified: zeroOrOne(), is_email_verified: zeroOrOne() };

/** The schemas of the answers above. */
export const schemas = {
  listed: record({ ...customerFields, ...totals }),
  single: record({ ...customerFields, ...verification, ...totals }),
  updated: record({ ...customerFields, ...verification }),
  created: record({
    user_id: field.count().example(350),
    name: field.text(),
    phone: field.textOrNull(),
    email: field.textOrNull(),
    store_id: field.count().example(22),
  }),
  order: record({
    order_id: field.count().example(1045),
    store_id: field.count(),
    user_id: field.count(),
    order_status: field.text(),
    financial_status: field.text(),
    fulfillment_status: field.text(),
    sub_total: field.amount(),
    tax: field.amount(),
    shipping: field.amount(),
    discount: field.amount(),
    grand_total: field.amount(),
    payment_method: field.text(),
    note: field.textOrNull(),
    created_at: field.time(),
    updated_at: field.time(),
  }),
};

/** This surface's envelope around data. */
export const enveloped = (data: Joi.Schema, message = false) =>
  record({ data, status: field.count(), ...(message ? { message: field.text() } : {}) });

/** The envelope around a list. */
export const listed = (item: Joi.Schema) =>
  record({ data: Joi.array().items(item), pagination: paginationSchema("limit"), status: field.count() });
