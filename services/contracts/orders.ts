import * as t from "../../mixins/actions/params.ts";
import type { PostalAddress } from "./common.ts";
import type { OrderItem } from "./order-items.ts";

/** In the usual order of an order's life, which is the order of their numbers in the database. */
export const orderStatuses = [
  "pending",
  "confirmed",
  "processing",
  "shipped",
  "delivered",
  "cancelled",
  "refunded",
] as const;

export type OrderStatus = (typeof orderStatuses)[number];

/** Why an order is cancelled whose payment was awaited for too long: its details, which its shopper may read. */
export const notPaidInTime = "It was not paid in time.";

/** The initial statuses of an order. */
export const newOrderStatuses = ["pending", "confirmed"] as const;

/** Statuses that can be set. Cancelling has its own action. */
export const settableStatuses = orderStatuses.filter((each) => each !== "cancelled");

export type SettableStatus = (typeof settableStatuses)[number];

/** Those of them that say nothing of where the pieces are. */
export const unsentStatuses = ["pending", "confirmed", "processing", "refunded"] as const;

/**
 * The latest payment's, as the database numbers them. `requires_action`: it waits for its payer; `processing`: for a bank,
 * which may take days.
 */
export const paymentStatuses = [
  "pending",
  "authorized",
  "captured",
  "failed",
  "voided",
  "requires_action",
  "processing",
] as const;

export type PaymentStatus = (typeof paymentStatuses)[number];

export const orderTypes = ["PICKUP", "DELIVERY", "DINE_IN", "SHIP"] as const;

export type OrderType = (typeof orderTypes)[number];

/** The order's money, as the database numbers it. */
export const financialStatuses = ["pending", "paid", "partially_refunded", "refunded", "voided"] as const;

export type FinancialStatus = (typeof financialStatuses)[number];

/** How much of an order is fulfilled, as the database numbers it. */
export const orderFulfillmentStatuses = ["unfulfilled", "partial", "fulfilled"] as const;

export type OrderFulfillmentStatus = (typeof orderFulfillmentStatuses)[number];

export const cancelReasons = ["customer_request", "out_of_stock", "fraud", "other"] as const;

export type CancelReason = (typeof cancelReasons)[number];

/** In the order in which most fulfilments go through them. */
export const fulfillmentStatuses = [
  "pending",
  "shipped",
  "lost",
  "delivered",
  "returned_to_sender",
  "cancelled",
] as const;

export type FulfillmentStatus = (typeof fulfillmentStatuses)[number];

export interface Order {
  id: string;
  order_id: number;
  order_number: string;
  store_id: number;
  customer_id: string | null;
  status: OrderStatus;
  payment_status: PaymentStatus;
  financial_status: FinancialStatus;
  fulfillment_status: OrderFulfillmentStatus;
  currency: string;
  sub_total: number;
  discount: number;
  tax: number;
  shipping: number;
  tip: number;
  grand_total: number;
  payment_method: string;
  /** The location and the type of the order; null for orders from before locations existed. */
  location_id: string | null;
  order_type: OrderType | null;
  /** The requested time, until which the order is held; null for immediately. */
  scheduled_at: number | null;
  tags: string[];
  note: string | null;
  /** Rises with every write of a client: the first half of the ETag. */
  version: number;
  /** Rises with every change, from events too: compared by caches. */
  revision: number;
  created_at: number;
  updated_at: number;
}

const amount = t.integer().min(0);

/** A promotion as an order took it; the discount is part of the order's. */
export const orderPromotion = t.object({ code: t.string(100), discount: amount, description: t.text(2_000) });

export type OrderPromotion = t.TypeOf<typeof orderPromotion>;

/** The buyer's name and contact at the time of the order; null after erasure. */
export const orderContact = t.object({
  name: t.text(255),
  email: t.nullable(t.text(255)),
  phone: t.nullable(t.text(40)),
});

export type OrderContact = t.TypeOf<typeof orderContact>;

/** What happened to an order. `actor` is `type:id`. */
export interface TimelineEntry {
  id: string;
  type: string;
  at: number;
  actor: string;
  note: string | null;
  data: Record<string, unknown> | null;
}

/** An order with everything that the orders service keeps of it. */
export interface OrderDetail extends Order {
  items: OrderItem[];
  contact: OrderContact | null;
  shipping_method: string | null;
  shipping_address: PostalAddress | null;
  /** The address of the customer's book that it was taken from. */
  shipping_address_id: string | null;
  promotion: OrderPromotion | null;
  /** The redemption of points that was spent on it. */
  redemption_id: string | null;
  /** Of a replacement: the order whose payments cover it. */
  funded_by: string | null;
  /** When it was delivered: from then on its items may be returned. */
  delivered_at: number | null;
  cancel_reason: CancelReason | null;
  cancel_reason_details: string | null;
  timeline: TimelineEntry[];
}

/** The same without its timeline, as changes of an order answer it. */
export type OrderWithItems = Omit<OrderDetail, "timeline">;

/** What orders can be sorted by. */
export const orderSorts = ["created_at", "updated_at", "order_number", "grand_total"] as const;

export type OrderSort = (typeof orderSorts)[number];

/** What one order adds to its customer's totals, as of the order's version. */
export interface OrderTally {
  order_id: string;
  order_number: string;
  customer_id: string;
  version: number;
  /** Minor units. */
  grand_total: number;
  /** The subtotal less the discount, in minor units: what points are earned on. */
  net_sales: number;
  currency: string;
  /** False once it is cancelled. */
  counts: boolean;
  created_at: number;
}

/** A product that was delivered with an order; published once, with the delivery. */
export interface DeliveredProduct {
  product_id: string;
  sku: string;
  name: string;
}

export const orderRef = { ...t.inStore, order_id: t.id(40) };

export type OrderRef = t.ObjectOf<typeof orderRef>;
