import Joi from "joi";
import type { Order, OrderDetail, OrderItem, OrderPromotion, PricedCart, Store } from "../../../contracts.ts";
import { field, isoTime, isoTimeOrNull, money, record } from "../../formats.ts";
import { orderExample } from "./examples.ts";
import { orderTypes } from "./order-bodies.ts";

/** An order as lists show it. */
export const listedOrder = (order: Order & { items?: OrderItem[] }, store: Store) => ({
  id: order.id,
  order_number: order.order_number,
  customer_id: order.customer_id,
  status: order.status,
  order_type: order.order_type,
  location_id: order.location_id,
  scheduled_time: isoTimeOrNull(order.scheduled_at),
  items: (order.items ?? []).map((item) => itemOf(item, store)),
  subtotal: money(order.sub_total, store),
  discount: money(order.discount, store),
  tax: money(order.tax, store),
  shipping: money(order.shipping, store),
  tip: money(order.tip, store),
  total: money(order.grand_total, store),
  currency: order.currency,
  payment_status: order.payment_status,
  created_at: isoTime(order.created_at),
  updated_at: isoTime(order.updated_at),
});

/** The same alone: with the promotion that it took. */
export const singleOrder = (order: OrderDetail, store: Store) => ({
  ...listedOrder(order, store),
  promo_applied: promotionOf(order.promotion, store),
});

/** What an order would cost. */
export const totalOf = ({ sub_total, tax, discount, tip, total, promotion }: PricedCart, store: Store) => ({
  subtotal: money(sub_total, store),
  tax: money(tax, store),
  discount: money(discount, store),
  tip: money(tip, store),
  total: money(total, store),
  promo_applied: promotionOf(promotion, store),
});

const promotionOf = (promotion: OrderPromotion | null, store: Store) =>
  promotion && {
    code: promotion.code,
    discount: money(promotion.discount, store),
    description: promotion.description,
  };

const itemOf = (item: OrderItem, store: Store) => ({
  id: item.id,
  menu_item_id: item.product_id,
  name: item.name,
  quantity: item.quantity,
  unit_price: money(item.unit_price, store),
  modifiers: item.modifiers.map(({ id: modifier_id, name, price, quantity }) => ({
    modifier_id,
    name,
    price: money(price, store),
    quantity,
  })),
  special_instructions: item.special_instructions,
  total: money(item.total, store),
});

const statuses = ["pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"];
const example = orderExample.listed;

const modifier = record({
  modifier_id: field.text(),
  name: field.text(),
  price: field.amount(),
  quantity: field.count(),
});

const item = record({
  id: field.id("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  menu_item_id: field.text(),
  name: field.text(),
  quantity: field.count(),
  unit_price: field.amount().description("Without its modifiers."),
  modifiers: Joi.array().items(modifier),
  special_instructions: field.textOrNull(),
  total: field.amount(),
});

const promotion = () => record({ code: field.text(), discount: field.amount(), description: field.text() }).allow(null);

const order = {
  id: field.id(example.id),
  order_number: field.id(example.order_number),
  customer_id: field.textOrNull(),
  status: Joi.string().valid(...statuses),
  // A schema of the documents that lists values takes no null beside them.
  order_type: Joi.alternatives(Joi.string().valid(...orderTypes), Joi.valid(null)),
  location_id: field.textOrNull(),
  scheduled_time: field.timeOrNull().description("Null for at once."),
  items: Joi.array().items(item),
  subtotal: field.amount(),
  discount: field.amount(),
  tax: field.amount(),
  shipping: field.amount(),
  tip: field.amount(),
  total: field.amount(),
  currency: field.id("USD"),
  payment_status: Joi.string().valid("pending", "authorized", "captured", "failed", "voided"),
  created_at: field.time(),
  updated_at: field.time(),
};

/** The schemas of what is shown of orders. */
export const schemas = {
  listed: record(order),
  single: record({ ...order, promo_applied: promotion() }),
  total: record({
    subtotal: field.amount(),
    tax: field.amount(),
    discount: field.amount(),
    tip: field.amount(),
    total: field.amount(),
    promo_applied: promotion().description("Null without a code."),
  }),
};
