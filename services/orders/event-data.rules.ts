import { difference } from "../../mixins/values/difference.ts";
import { pick } from "../../mixins/values/pick.ts";
import type { Change, DeliveredProduct, Order, OrderItem, OrderStatus, OrderTally, Snapshot } from "../contracts.ts";

/** What an order adds to its customer's totals; an order without a customer has the empty customer id. */
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

/** The fields that a tally follows from. */
export type Tallied = Pick<Order, "id" | "order_number" | "customer_id" | "version" | "grand_total" | "currency"> &
  Pick<Order, "sub_total" | "discount" | "status" | "created_at">;

/** The products of items, each once, without those that are cancelled as a whole. */
export function productsOf(items: readonly OrderItem[]): DeliveredProduct[] {
  const bought = items.filter(({ quantity, cancelled_quantity }) => quantity > cancelled_quantity);
  const products = new Map(bought.map(({ product_id, sku, name }) => [product_id, { product_id, sku, name }]));
  return [...products.values()];
}

/**
 * The fields of an order that events carry. Note, contact and address are left out: they hold personal data, and an
 * erasure would have to follow them to every consumer.
 */
export const snapshotFields = [
  "order_number",
  "customer_id",
  "status",
  "payment_status",
  "financial_status",
  "fulfillment_status",
  "currency",
  "sub_total",
  "discount",
  "tax",
  "shipping",
  "tip",
  "grand_total",
  "payment_method",
  "location_id",
  "order_type",
  "scheduled_at",
  "tags",
] as const;

/** An order as events carry it. */
export const snapshot = (order: Order): Snapshot => pick(order, snapshotFields);

/** The fields of a snapshot that differ between two states of an order. */
export const changeOf = (from: Order, to: Order): Change =>
  difference(snapshot(from), snapshot(to)) ?? { before: {}, after: {} };

/** True while an order adds to its customer's totals. */
export const isCounted = (status: OrderStatus): boolean => status !== "cancelled";
