import type { PostalAddress } from "./common.ts";

export type OrderStatus = "pending" | "confirmed" | "processing" | "shipped" | "delivered" | "cancelled" | "refunded";

/** The latest payment's. */
export type PaymentStatus = "pending" | "authorized" | "captured" | "failed" | "voided";

export type OrderType = "PICKUP" | "DELIVERY" | "DINE_IN" | "SHIP";

/** The order's money. */
export type FinancialStatus = "pending" | "paid" | "partially_refunded" | "refunded" | "voided";

export type OrderFulfillmentStatus = "unfulfilled" | "partial" | "fulfilled";

export type CancelReason = "customer_request" | "out_of_stock" | "fraud" | "other";

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
  /** Where it was ordered, and how it gets to whom; null for orders of before there were locations. */
  location_id: string | null;
  order_type: OrderType | null;
  /** When it is wanted; held until then. Null for at once. */
  scheduled_at: number | null;
  tags: string[];
  note: string | null;
  /** Of what a client writes: its ETag. */
  version: number;
  /** Rises with every change, also with those that are no writes of a client's: what caches compare. */
  revision: number;
  created_at: number;
  updated_at: number;
}

export interface OrderItemModifier {
  id: string;
  name: string;
  price: number;
  quantity: number;
}

export interface OrderItem {
  id: string;
  product_id: string;
  sku: string;
  name: string;
  quantity: number;
  fulfilled_quantity: number;
  cancelled_quantity: number;
  returned_quantity: number;
  unit_price: number;
  total: number;
  modifiers: OrderItemModifier[];
  special_instructions: string | null;
}

/** A promotion as an order took it; the discount is part of the order's. */
export interface OrderPromotion {
  code: string;
  discount: number;
  description: string;
}

/** Who ordered, as they were called then; null once they are erased. */
export interface OrderContact {
  name: string;
  email: string | null;
  phone: string | null;
}

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
  /** When it was delivered: from then on its items may be returned. */
  delivered_at: number | null;
  cancel_reason: CancelReason | null;
  cancel_reason_details: string | null;
  timeline: TimelineEntry[];
}

export type OrderSort = "created_at" | "updated_at" | "order_number" | "grand_total";

export interface OrderFilter {
  customer_id?: string;
  status?: OrderStatus;
  /** Any of several. */
  statuses?: OrderStatus[];
  location_id?: string;
  payment_status?: PaymentStatus;
  financial_status?: FinancialStatus;
  fulfillment_status?: OrderFulfillmentStatus;
  created_from?: number;
  /** Exclusive. */
  created_until?: number;
  /** The beginning of an order number, case-insensitive. */
  search?: string;
}

export interface NewOrderItem {
  product_id: string;
  sku: string;
  name: string;
  quantity: number;
  unit_price: number;
  modifiers?: OrderItemModifier[];
  special_instructions?: string | null;
}

export interface NewOrder {
  /** Made beforehand where other services must know it; else the orders service makes it. */
  id?: string;
  customer_id: string;
  contact?: OrderContact | null;
  currency: string;
  items?: NewOrderItem[];
  sub_total: number;
  discount: number;
  tax: number;
  shipping: number;
  tip: number;
  payment_method: string;
  payment_status?: PaymentStatus;
  financial_status?: FinancialStatus;
  shipping_method?: string | null;
  shipping_address?: PostalAddress | null;
  shipping_address_id?: string | null;
  /** `confirmed` for what is paid at once; `pending` unless told. */
  status?: "pending" | "confirmed";
  location_id?: string | null;
  order_type?: OrderType | null;
  scheduled_at?: number | null;
  promotion?: OrderPromotion | null;
  redemption_id?: string | null;
  tags?: string[];
  note?: string | null;
}

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

/** What was delivered with an order, told once with its delivery. */
export interface DeliveredProduct {
  product_id: string;
  sku: string;
  name: string;
}

export type FulfillmentStatus = "pending" | "shipped" | "delivered" | "cancelled";

/** So much of an item of an order. */
export interface ItemQuantity {
  item_id: string;
  quantity: number;
}

/** An item as far as a fulfilment takes it. */
export interface FulfilledItem {
  id: string;
  sku: string;
  name: string;
  quantity: number;
}

export interface OrderRef {
  store_id: number;
  order_id: string;
}

/** An order that a bulk change could not change, and why. */
export interface BulkFailure {
  order_id: string;
  code: string;
  message: string;
}

export interface BulkOutcome {
  /** Their notes are left out (null): an erasure could not find them in the recorded answer of many. */
  updated: Order[];
  failed: BulkFailure[];
}
