import Joi from "joi";
import { postalAddress } from "../../mixins/values/postal-address.ts";
import { financialStatuses, fulfillmentStatuses, orderStatuses, paymentStatuses } from "./orders.rules.ts";

/** A public id. */
export const id = Joi.string().max(40);
/** Minor units. */
export const amount = Joi.number().integer().min(0);
/** Epoch milliseconds. */
export const time = Joi.number().integer();
/** How many pieces. */
export const quantity = Joi.number().integer().min(1).max(1_000_000);
/** One of some words. */
export const oneOf = (values: readonly string[]) => Joi.string().valid(...values);
/** A status of an order. */
export const status = oneOf(orderStatuses);
/** The latest payment's status. */
export const payment_status = oneOf(paymentStatuses);
/** How an order's money stands. */
export const financial_status = oneOf(financialStatuses);
/** What somebody wrote. */
export const note = Joi.string().allow("").max(2_000);
/** A text that may be empty or missing. */
export const text = (length: number) => Joi.string().allow("", null).max(length);
/** Tags to be put on an order, or taken off it. */
export const tags = Joi.array().items(Joi.string().max(64)).max(50);

const modifier = Joi.object({
  id: id.required(),
  name: Joi.string().max(255).required(),
  price: amount.required(),
  quantity: quantity.required(),
});

const item = Joi.object({
  product_id: id.required(),
  sku: Joi.string().max(100).required(),
  name: Joi.string().max(255).required(),
  quantity: quantity.required(),
  unit_price: amount.required(),
  modifiers: Joi.array().items(modifier).max(50),
  special_instructions: text(2_000),
});

/** An order that is to be made. */
export const newOrder = Joi.object({
  id,
  customer_id: id.required(),
  contact: Joi.object({ name: Joi.string().allow("").max(255).required(), email: text(255), phone: text(40) }).allow(
    null,
  ),
  currency: Joi.string().length(3).uppercase().required(),
  items: Joi.array().items(item).max(500),
  sub_total: amount.required(),
  discount: amount.required(),
  tax: amount.required(),
  shipping: amount.required(),
  tip: amount.required(),
  payment_method: Joi.string().max(40).required(),
  payment_status,
  financial_status,
  shipping_method: text(255),
  shipping_address: postalAddress.allow(null),
  shipping_address_id: text(40),
  status: oneOf(["pending", "confirmed"]),
  location_id: text(40),
  order_type: oneOf(["PICKUP", "DELIVERY", "DINE_IN", "SHIP"]).allow(null),
  scheduled_at: time.allow(null),
  promotion: Joi.object({
    code: Joi.string().max(100).required(),
    discount: amount.required(),
    description: Joi.string().allow("").max(2_000).required(),
  }).allow(null),
  redemption_id: text(40),
  tags,
  note: note.allow(null),
});

/** What a list asks of orders. */
export const filter = Joi.object({
  customer_id: id,
  status,
  statuses: Joi.array().items(status).max(50),
  location_id: id,
  payment_status,
  financial_status,
  fulfillment_status: oneOf(fulfillmentStatuses),
  created_from: time,
  created_until: time,
  search: Joi.string().allow("").max(100),
});

/** What a list goes by. */
export const sort = Joi.object({
  by: oneOf(["created_at", "updated_at", "order_number", "grand_total"]).required(),
  order: oneOf(["asc", "desc"]).required(),
});
