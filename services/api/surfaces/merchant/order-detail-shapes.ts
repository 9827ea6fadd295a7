import Joi from "joi";
import type { FullOrder, Payment, Refund, Store, TimelineEntry } from "../../../contracts.ts";
import { field, isoTime, isoTimeOrNull, money, record } from "../../formats.ts";
import { postalAddressOf, postalAddressSchema } from "../shared/postal-address.ts";
import { orderTypes } from "./catalog-shapes.ts";
import { fulfillmentOf, fulfillmentSchema } from "./fulfillment-shapes.ts";
import { orderItemOf, orderItemSchema } from "./order-item-shapes.ts";
import { orderOf, orderSchema, paymentStatuses } from "./order-shapes.ts";
import { returnOf, returnSchema } from "./return-shapes.ts";

const refundStatuses = ["pending", "succeeded", "failed"];

/** An order with everything that is known of it, as merchants read it. */
export const orderDetailOf = (order: FullOrder, store: Store) => ({
  ...orderOf(order, store),
  order_type: order.order_type,
  location_id: order.location_id,
  scheduled_time: isoTimeOrNull(order.scheduled_at),
  items: order.items.map((item) => orderItemOf(item, store)),
  customer: customerOf(order),
  payments: order.money.payments.map((payment) => paymentOf(payment, store)),
  refunds: order.money.refunds.map((refund) => refundOf(refund, store)),
  shipping: {
    method: order.shipping_method,
    cost: money(order.shipping, store),
    address: order.shipping_address && postalAddressOf(order.shipping_address),
  },
  fulfillments: order.fulfillments.map((fulfillment) => fulfillmentOf(fulfillment, store)),
  returns: order.returns.map((found) => returnOf(found, store)),
  timeline: order.timeline.map((entry) => entryOf(entry, order, store)),
});

/** A refund as merchants read it. */
export const refundOf = (refund: Refund, store: Store) => ({
  id: refund.id,
  payment_id: refund.payment_id,
  amount: money(refund.amount, store),
  status: refund.status,
  currency: refund.currency,
  reason: refund.reason,
  created_at: isoTime(refund.created_at),
});

function customerOf({ customer_id, contact }: FullOrder) {
  if (customer_id === null && contact === null) return null;
  const { name = null, email = null, phone = null } = contact ?? {};
  return { id: customer_id, name, email, phone };
}

const paymentOf = (payment: Payment, store: Store) => ({
  id: payment.id,
  provider: payment.provider,
  method: payment.method,
  status: payment.status,
  amount: money(payment.amount, store),
  captured: money(payment.captured, store),
  refunded: money(payment.refunded, store),
  currency: payment.currency,
  created_at: isoTime(payment.created_at),
  updated_at: isoTime(payment.updated_at),
});

const entryOf = (entry: TimelineEntry, order: FullOrder, store: Store) => ({
  id: entry.id,
  type: entry.type,
  at: isoTime(entry.at),
  actor: entry.actor,
  note: entry.note,
  data: dataOf(entry, order, store),
});

// Amounts are minor units inside; and the order itself keeps what was said of its cancellation.
function dataOf({ type, data }: TimelineEntry, { cancel_reason_details: details }: FullOrder, store: Store) {
  const told = { ...data };
  if (typeof told.amount === "number") told.amount = money(told.amount, store);
  if (type === "order.cancelled" && details !== null) told.details = details;
  return Object.keys(told).length > 0 ? told : null;
}

/** The schema of what `refundOf` gives. */
export const refundSchema = () =>
  record({
    id: field.id("ref_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    payment_id: field.id("pay_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    amount: field.amount(),
    status: Joi.string().valid(...refundStatuses),
    currency: field.text(),
    reason: field.textOrNull(),
    created_at: field.time(),
  });

const paymentSchema = () =>
  record({
    id: field.id("pay_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    provider: field.text(),
    method: field.text(),
    status: Joi.string().valid(...paymentStatuses),
    amount: field.amount(),
    captured: field.amount(),
    refunded: field.amount(),
    currency: field.text(),
    created_at: field.time(),
    updated_at: field.time(),
  });

/** The schema of what `orderDetailOf` gives. */
export const orderDetailSchema = () =>
  orderSchema().keys({
    order_type: field
      .oneOfOrNull(orderTypes)
      .required()
      .description("How it gets to whom; null for orders of before there were locations."),
    location_id: field.textOrNull().required().description("Where it was ordered."),
    scheduled_time: field
      .time()
      .allow(null)
      .required()
      .description("When it is wanted; null for at once. Held until then."),
    items: Joi.array().items(orderItemSchema()).required(),
    customer: record({
      id: field.textOrNull(),
      name: field.textOrNull(),
      email: field.textOrNull(),
      phone: field.textOrNull(),
    })
      .allow(null)
      .required()
      .description("As they were called when they ordered; null when nobody is known."),
    payments: Joi.array().items(paymentSchema()).required(),
    refunds: Joi.array().items(refundSchema()).required(),
    shipping: record({
      method: field.textOrNull(),
      cost: field.amount(),
      address: postalAddressSchema().allow(null),
    }).required(),
    fulfillments: Joi.array().items(fulfillmentSchema()).required(),
    returns: Joi.array().items(returnSchema()).required(),
    timeline: Joi.array()
      .items(
        record({
          id: field.text(),
          type: field.text(),
          at: field.time(),
          actor: field.text().description("Who did it: `type:id`."),
          note: field.textOrNull(),
          data: Joi.object().unknown(true).allow(null),
        }),
      )
      .required(),
  });
