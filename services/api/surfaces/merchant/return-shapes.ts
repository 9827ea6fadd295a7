import Joi from "joi";
import type { OrderReturn, ReturnItem, Store } from "../../../contracts.ts";
import { field, isoTime, money, record } from "../../formats.ts";
import { postalAddressOf, postalAddressSchema } from "../shared/postal-address.ts";

export const returnStatuses = ["requested", "approved", "rejected", "received"];
export const resolutions = ["refund", "replacement"];

/** A line of a return. */
export const returnItemOf = (item: ReturnItem, store: Store) => ({
  item_id: item.item_id,
  product_id: item.product_id,
  sku: item.sku,
  name: item.name,
  quantity: item.quantity,
  resolution: item.resolution,
  return_reason: item.return_reason,
  amount: money(item.amount, store),
});

/** A return as merchants read it. */
export const returnOf = (found: OrderReturn, store: Store) => ({
  id: found.id,
  order_id: found.order_id,
  order_number: found.order_number,
  customer_id: found.customer_id,
  status: found.status,
  items: found.items.map((item) => returnItemOf(item, store)),
  shipping_address: found.shipping_address && postalAddressOf(found.shipping_address),
  refund_amount: found.refund_amount === null ? null : money(found.refund_amount, store),
  currency: found.currency,
  replacement_order_id: found.replacement_order_id,
  note: found.note,
  created_at: isoTime(found.created_at),
  updated_at: isoTime(found.updated_at),
});

/** The schema of what `returnItemOf` gives. */
export const returnItemSchema = () =>
  record({
    item_id: field.id("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    product_id: field.id("item_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    sku: field.text(),
    name: field.text(),
    quantity: field.count(),
    resolution: Joi.string().valid(...resolutions),
    return_reason: field.text().description("Empty once the customer is erased."),
    amount: field.amount().description("What was paid for these pieces, with their share of discount and tax."),
  });

/** The schema of what `returnOf` gives. */
export const returnSchema = () =>
  record({
    id: field.id("ret_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    order_id: field.id("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    order_number: field.id("A-1045"),
    customer_id: field.id("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    status: Joi.string().valid(...returnStatuses),
    items: Joi.array().items(returnItemSchema()),
    shipping_address: postalAddressSchema().allow(null).description("Where they are picked up."),
    refund_amount: field
      .amount()
      .allow(null)
      .description("What was given back; null until then, and without a refund."),
    currency: field.text(),
    replacement_order_id: field.textOrNull().description("The order that replaces what came back."),
    note: field.textOrNull(),
    created_at: field.time(),
    updated_at: field.time(),
  });
