import Joi from "joi";
import type { Order, Store } from "../../../contracts.ts";
import { field, isoTime, money, record } from "../../formats.ts";
import { orderFulfillmentStatuses } from "./fulfillment-shapes.ts";

/** What an order can be, in the seed's words. */
export const orderStatuses = ["pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"];
export const paymentStatuses = ["pending", "authorized", "captured", "failed", "voided"];
export const financialStatuses = ["pending", "paid", "partially_refunded", "refunded", "voided"];

/** Why a merchant cancels. */
export const cancelReasons = ["customer_request", "out_of_stock", "fraud", "other"];

/** An order as merchants read it in a list, and after a write. */
export const orderOf = (order: Order, store: Store) => ({
  id: order.id,
  order_id: order.order_id,
  order_number: order.order_number,
  domain_id: store.domain_id,
  store_id: order.store_id,
  customer_id: order.customer_id,
  status: order.status,
  payment_status: order.payment_status,
  financial_status: order.financial_status,
  fulfillment_status: order.fulfillment_status,
  currency: order.currency,
  sub_total: money(order.sub_total, store),
  discount: money(order.discount, store),
  tax: money(order.tax, store),
  shipping: money(order.shipping, store),
  tip: money(order.tip, store),
  grand_total: money(order.grand_total, store),
  payment_method: order.payment_method,
  tags: order.tags,
  note: order.note,
  created_at: isoTime(order.created_at),
  updated_at: isoTime(order.updated_at),
});

/** The schema of what `orderOf` gives. */
export const orderSchema = () =>
  record({
    id: field.id("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    order_id: field.count().example(1045),
    order_number: field.id("A-1045"),
    domain_id: field.id("dom_demo"),
    store_id: field.count().example(22),
    customer_id: field.textOrNull(),
    status: Joi.string().valid(...orderStatuses),
    payment_status: Joi.string()
      .valid(...paymentStatuses)
      .description("The latest payment's."),
    financial_status: Joi.string()
      .valid(...financialStatuses)
      .description("The order's money."),
    fulfillment_status: Joi.string().valid(...orderFulfillmentStatuses),
    currency: field.text(),
    sub_total: field.amount(),
    discount: field.amount(),
    tax: field.amount(),
    shipping: field.amount(),
    tip: field.amount(),
    grand_total: field.amount(),
    payment_method: field.text(),
    tags: Joi.array().items(Joi.string()),
    note: field.textOrNull(),
    created_at: field.time(),
    updated_at: field.time(),
  });
