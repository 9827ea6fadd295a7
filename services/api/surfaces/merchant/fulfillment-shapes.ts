import Joi from "joi";
import type { Fulfillment, Order, Store } from "../../../contracts.ts";
import { field, isoTime, money, record } from "../../formats.ts";
import { postalAddressOf, postalAddressSchema } from "../shared/postal-address.ts";

export const fulfillmentStatuses = ["pending", "shipped", "delivered", "cancelled"];

/** How far an order is fulfilled. */
export const orderFulfillmentStatuses = ["unfulfilled", "partial", "fulfilled"];

/** A fulfilment as merchants read it. */
export function fulfillmentOf(fulfillment: Fulfillment, store: Store) {
  const { id, order_id, status, awb, tracking_url, provider_id, shipping_method } = fulfillment;
  const { customer, delivery_person, pickup_address } = fulfillment;
  return {
    id,
    order_id,
    status,
    items: fulfillment.items.map(({ id, name, quantity, selling_price }) => ({
      id,
      name,
      quantity,
      selling_price: selling_price === null ? null : money(selling_price, store),
    })),
    awb,
    tracking_url,
    provider_id,
    shipping_method,
    customer: customer && {
      name: customer.name,
      phone: customer.phone,
      address: customer.address && postalAddressOf(customer.address),
    },
    delivery_person: delivery_person && { name: delivery_person.name, phone: delivery_person.phone },
    pickup_address: pickup_address && postalAddressOf(pickup_address),
    created_at: isoTime(fulfillment.created_at),
    updated_at: isoTime(fulfillment.updated_at),
  };
}

/** What a write of a fulfilment answers: itself, and how far its order now is. */
export const writtenOf = ({ fulfillment, order }: { fulfillment: Fulfillment; order: Order }, store: Store) => ({
  ...fulfillmentOf(fulfillment, store),
  fulfillment_status: order.fulfillment_status,
});

/** The schema of what `fulfillmentOf` gives. */
export const fulfillmentSchema = () =>
  record({
    id: field.id("ful_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    order_id: field.id("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    status: Joi.string().valid(...fulfillmentStatuses),
    items: Joi.array().items(
      record({
        id: field.id("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
        name: field.text(),
        quantity: field.count(),
        selling_price: field.amount().allow(null).description("The merchant's own note for the label."),
      }),
    ),
    awb: field.textOrNull(),
    tracking_url: field.textOrNull(),
    provider_id: field
      .textOrNull()
      .description("The courier that was booked; null for one that the merchant arranges."),
    shipping_method: field.textOrNull(),
    customer: record({
      name: field.text(),
      phone: field.textOrNull(),
      address: postalAddressSchema().allow(null),
    }).allow(null),
    delivery_person: record({ name: field.text(), phone: field.textOrNull() }).allow(null),
    pickup_address: postalAddressSchema().allow(null),
    created_at: field.time(),
    updated_at: field.time(),
  });

/** The schema of what `writtenOf` gives. */
export const writtenSchema = () =>
  fulfillmentSchema().keys({
    fulfillment_status: Joi.string()
      .valid(...orderFulfillmentStatuses)
      .required()
      .description("The order's, as this left it."),
  });
