import { difference } from "../../mixins/values/difference.ts";
import type { Change, DeliveredProduct, Order, OrderItem, OrderStatus, OrderTally, Snapshot } from "../contracts.ts";

/** What an order adds to its customer's totals; an order of nobody's names the empty customer. */
export function tallyOf(order: Tallied): OrderTally {
  return {
    order_id: order.id,
    order_number: order.order_number,
    customer_id: order.customer_id ?? "",
    version: order.version,
    grand_total: order.grand_total,
    net_sales: order.sub_total - order.discount,
    currency: order.currency,
    counts: isCounted(order.status),
    created_at: order.created_at,
  };
}

/** What a tally is made of. */
export type Tallied = Pick<Order, "id" | "order_number" | "customer_id" | "version" | "grand_total" | "currency"> &
  Pick<Order, "sub_total" | "discount" | "status" | "created_at">;

/** The products of items, each once. What was cancelled is none of an order's any more. */
export function productsOf(items: readonly OrderItem[]): DeliveredProduct[] {
  const bought = items.filter(({ quantity, cancelled_quantity }) => quantity > cancelled_quantity);
  const products = new Map(bought.map(({ product_id, sku, name }) => [product_id, { product_id, sku, name }]));
  return [...products.values()];
}

/**
 * What events tell of an order. Without note, contact and address: in them a person's data stand, and events go to places
 * that an erasure would have to follow them to.
 */
export function snapshot(order: Order): Snapshot {
  const { order_number, customer_id, status, payment_status, financial_status, fulfillment_status } = order;
  const { currency, sub_total, discount, tax, shipping, tip, grand_total, payment_method, tags } = order;
  const { location_id, order_type, scheduled_at } = order;
  return {
    order_number,
    customer_id,
    status,
    payment_status,
    financial_status,
    fulfillment_status,
    currency,
    sub_total,
    discount,
    tax,
    shipping,
    tip,
    grand_total,
    payment_method,
    location_id,
    order_type,
    scheduled_at,
    tags,
  };
}

/** What a change made of an order, as events tell it: only what differs. */
export const changeOf = (from: Order, to: Order): Change =>
  difference(snapshot(from), snapshot(to)) ?? { before: {}, after: {} };

/** True while an order adds to its customer's totals. */
export const isCounted = (status: OrderStatus): boolean => status !== "cancelled";
