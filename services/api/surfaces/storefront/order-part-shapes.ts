import Joi from "joi";
import type { Fulfillment, Payment, Refund, Store } from "../../../contracts.ts";
import { field, isoTime, money, record } from "../../formats.ts";
import { fulfillmentStatus, paymentStatus, refundStatus } from "../shared/enumerations.ts";

/** A parcel as its shopper follows it. */
export const shipmentOf = (fulfillment: Fulfillment) => ({
  id: fulfillment.id,
  status: fulfillment.status,
  courier: fulfillment.provider_id,
  shipping_method: fulfillment.shipping_method,
  tracking_number: fulfillment.awb,
  tracking_url: fulfillment.tracking_url,
  items: fulfillment.items.map(({ id, name, quantity }) => ({ id, name, quantity })),
  created_at: isoTime(fulfillment.created_at),
  updated_at: isoTime(fulfillment.updated_at),
});

/** The schema of what `shipmentOf` gives. */
export const shipmentSchema = () =>
  record({
    id: field.id("ful_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    status: fulfillmentStatus.schema,
    courier: field.textOrNull().description("Null for a parcel that the shop brings or sends by itself."),
    shipping_method: field.textOrNull(),
    tracking_number: field.textOrNull(),
    tracking_url: field.textOrNull(),
    items: Joi.array().items(
      record({ id: field.id("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"), name: field.text(), quantity: field.count() }),
    ),
    created_at: field.time(),
    updated_at: field.time(),
  });

/** A payment, also one that failed, as whoever paid sees it. */
export const paymentOf = (payment: Payment, store: Store) => ({
  id: payment.id,
  method: payment.method,
  status: payment.status,
  amount: money(payment.amount, store),
  captured: money(payment.captured, store),
  refunded: money(payment.refunded, store),
  currency: payment.currency,
  created_at: isoTime(payment.created_at),
  updated_at: isoTime(payment.updated_at),
});

/** The schema of what `paymentOf` gives. */
export const paymentSchema = () =>
  record({
    id: field.id("pay_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    method: field.text(),
    status: paymentStatus.schema,
    amount: field.amount(),
    captured: field.amount(),
    refunded: field.amount(),
    currency: field.text(),
    created_at: field.time(),
    updated_at: field.time(),
  });

/** A refund as whoever gets it sees it. */
export const refundOf = (refund: Refund, store: Store) => ({
  id: refund.id,
  payment_id: refund.payment_id,
  status: refund.status,
  amount: money(refund.amount, store),
  currency: refund.currency,
  created_at: isoTime(refund.created_at),
  updated_at: isoTime(refund.updated_at),
});

/** The schema of what `refundOf` gives. */
export const refundSchema = () =>
  record({
    id: field.id("ref_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    payment_id: field.id("pay_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    status: refundStatus.schema,
    amount: field.amount(),
    currency: field.text(),
    created_at: field.time(),
    updated_at: field.time(),
  });
