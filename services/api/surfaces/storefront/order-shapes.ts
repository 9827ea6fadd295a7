import Joi from "joi";
import type { FullOrder, OrderItem, Store } from "../../../contracts.ts";
import { field, isoTimeOrNull, money, record } from "../../formats.ts";
import { orderTypes } from "../merchant/catalog-shapes.ts";
import { postalAddressOf, postalAddressSchema } from "../shared/postal-address.ts";
import { tagOf } from "./order-common.ts";
import {
  amountDue,
  isCancellationAllowed,
  isRetryAvailable,
  isReturnAllowed,
  wordsOfCancellation,
} from "./order-state.ts";
import { named, summaryOf, summarySchema } from "./order-summary-shapes.ts";

/** An order with everything that its shopper may know of it, and may do with it at a time. */
export const detailOf = (order: FullOrder, store: Store, now: number) => ({
  ...summaryOf(order, store),
  order_type: order.order_type,
  scheduled_time: isoTimeOrNull(order.scheduled_at),
  delivered_at: isoTimeOrNull(order.delivered_at),
  items: order.items.map((item) => itemOf(item, store)),
  sub_total: money(order.sub_total, store),
  discount: money(order.discount, store),
  tax: money(order.tax, store),
  shipping: money(order.shipping, store),
  tip: money(order.tip, store),
  promotion: order.promotion && {
    code: order.promotion.code,
    discount: money(order.promotion.discount, store),
    description: order.promotion.description,
  },
  payment_method: order.payment_method,
  amount_paid: money(order.money.captured, store),
  amount_refunded: money(order.money.refunded, store),
  amount_due: money(amountDue(order), store),
  shipping_method: order.shipping_method,
  shipping_address: order.shipping_address && postalAddressOf(order.shipping_address),
  cancellation:
    order.status === "cancelled" ? { reason: order.cancel_reason, details: wordsOfCancellation(order) } : null,
  is_cancellation_allowed: isCancellationAllowed(order),
  is_return_allowed: isReturnAllowed(order, store, now),
  is_retry_available: isRetryAvailable(order),
});

/** How an endpoint answers an order: its detail now, and the ETag of that. */
export const answerOfOrder = {
  output: ({ order }: { order: FullOrder }, { store }: { store: Store }) => detailOf(order, store, Date.now()),
  etag: ({ order }: { order: FullOrder }, { store }: { store: Store }) => tagOf(order, store, Date.now()),
};

const itemOf = (item: OrderItem, store: Store) => ({
  id: item.id,
  product_id: item.product_id,
  sku: item.sku,
  name: item.name,
  quantity: item.quantity,
  cancelled_quantity: item.cancelled_quantity,
  returned_quantity: item.returned_quantity,
  unit_price: money(item.unit_price, store),
  total: money(item.total, store),
  modifiers: item.modifiers.map(({ id, name, price, quantity }) => ({
    id,
    name,
    price: money(price, store),
    quantity,
  })),
  special_instructions: item.special_instructions,
});

/** The schema of what `detailOf` gives. */
export const detailSchema = () =>
  summarySchema().keys({
    order_type: field.oneOfOrNull(orderTypes).required(),
    scheduled_time: field.timeOrNull().required(),
    delivered_at: field.timeOrNull().required(),
    items: Joi.array().items(itemSchema()).required(),
    sub_total: field.amount().required(),
    discount: field.amount().required(),
    tax: field.amount().required(),
    shipping: field.amount().required(),
    tip: field.amount().required(),
    promotion: record({ code: field.text(), discount: field.amount(), description: field.text() })
      .allow(null)
      .required(),
    payment_method: field.text().required(),
    amount_paid: field.amount().required(),
    amount_refunded: field.amount().required(),
    amount_due: field.amount().required(),
    shipping_method: field.textOrNull().required(),
    shipping_address: postalAddressSchema().allow(null).required(),
    cancellation: record({
      reason: field.textOrNull(),
      details: field.textOrNull().description("The shopper's own words, where it was the shopper who cancelled."),
    })
      .allow(null)
      .required(),
    is_cancellation_allowed: field.flag().required(),
    is_return_allowed: field.flag().required(),
    is_retry_available: field.flag().required(),
  });

const itemSchema = () =>
  record({
    id: field.id("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    ...named(),
    cancelled_quantity: field.count(),
    returned_quantity: field.count(),
    unit_price: field.amount(),
    total: field.amount(),
    modifiers: Joi.array().items(
      record({ id: field.text(), name: field.text(), price: field.amount(), quantity: field.count() }),
    ),
    special_instructions: field.textOrNull(),
  });
