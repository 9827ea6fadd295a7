import Joi from "joi";
import type { Order, OrderItem, Store } from "../../../contracts.ts";
import { field, isoTime, money, record } from "../../formats.ts";
import { financialStatus, orderFulfillmentStatus, orderStatus, paymentStatus } from "../shared/enumerations.ts";

const itemsShown = 3;

/** An order in a shopper's history: what it is, what it cost, and some of what was in it. */
export const summaryOf = ({ items = [], ...order }: Order & { items?: OrderItem[] }, store: Store) => ({
  ...headOf(order, store),
  item_count: items.reduce((sum, { quantity }) => sum + quantity, 0),
  primary_items: items.slice(0, itemsShown).map(({ product_id, sku, name, quantity }) => ({
    product_id,
    sku,
    name,
    quantity,
  })),
});

const headOf = (order: Order, store: Store) => ({
  id: order.id,
  order_number: order.order_number,
  order_date: isoTime(order.created_at),
  status: order.status,
  payment_status: order.payment_status,
  financial_status: order.financial_status,
  fulfillment_status: order.fulfillment_status,
  currency: order.currency,
  grand_total: money(order.grand_total, store),
  updated_at: isoTime(order.updated_at),
});

/** The schema of what `summaryOf` gives. */
export const summarySchema = () =>
  record({
    id: field.id("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    order_number: field.id("A-1045"),
    order_date: field.time(),
    status: orderStatus.schema,
    payment_status: paymentStatus.schema.description("The latest payment's."),
    financial_status: financialStatus.schema,
    fulfillment_status: orderFulfillmentStatus.schema,
    currency: field.text(),
    grand_total: field.amount(),
    updated_at: field.time(),
    item_count: field.count().description("Pieces, not lines."),
    primary_items: Joi.array().items(record(named())).max(itemsShown).description("The first lines of the order."),
  });

/** What a line is called, and how much of it there is. */
export const named = () => ({
  product_id: field.id("item_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  sku: field.text(),
  name: field.text(),
  quantity: field.count(),
});
