import type { List, Paging, PostalAddress, Sorting, Write } from "./common.ts";

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

type OrderWrite = Write & OrderRef & { if_versions?: number[] };

/** Actions of the orders service. */
export interface OrdersActions {
  "orders.search": {
    /** `with_items` adds what each order consists of. */
    params: { store_id: number; filter: OrderFilter; sort?: Sorting<OrderSort>; with_items?: boolean } & Paging;
    result: List<Order & { items?: OrderItem[] }>;
  };
  /** The id of an order by its readable number, of that customer when told. Throws `order_not_found`. */
  "orders.findByNumber": {
    params: { store_id: number; order_number: string; customer_id?: string };
    result: { order_id: string };
  };
  /** True while an order that has not left the house is to go to that address of the customer's book. */
  "orders.usesAddress": {
    params: { store_id: number; customer_id: string; address_id: string };
    result: { used: boolean };
  };
  "orders.get": { params: OrderRef; result: OrderDetail };
  "orders.tallies": {
    params: { store_id: number; after?: number; limit: number };
    result: { tallies: OrderTally[]; next: number | null };
  };
  "orders.countOf": { params: { store_id: number; customer_id: string }; result: { orders: number } };
  "orders.create": {
    params: Write & { store_id: number; tenant_id: string; order: NewOrder };
    result: OrderDetail;
  };
  /** The same status changes nothing; `changed` says whether it did. Throws `invalid_status_transition`. */
  "orders.setStatus": {
    params: OrderWrite & { status: OrderStatus; note?: string };
    result: { order: Order; changed: boolean };
  };
  /** Takes a status back that a step gave, if the order still has it. */
  "orders.revertStatus": {
    params: Write & OrderRef & { from: OrderStatus; to: OrderStatus };
    result: { order: Order; changed: boolean };
  };
  /**
   * Cancels what has not left the house: the order, its open fulfilments, all of its items.
   * Throws `order_already_cancelled`, `order_not_cancellable`.
   */
  "orders.cancel": {
    params: OrderWrite & { reason: CancelReason; details?: string; note?: string };
    result: { order: Order; fulfillment_ids: string[]; pieces: { sku: string; quantity: number }[] };
  };
  /** Undoes a creation, also one that may still be on its way: what was created ends cancelled. */
  "orders.withdraw": { params: Write & OrderRef & { undoes: string; note?: string }; result: { withdrawn: boolean } };
  /**
   * Takes delivered quantities for a return that is being asked for.
   * Throws `item_not_found`, `item_not_returnable`, `quantity_exceeds_returnable`.
   */
  "orders.claimReturn": {
    params: OrderWrite & { return_id: string; items: ItemQuantity[]; window_days: number };
    result: { order: Order; items: OrderItem[] };
  };
  /** Lets go of a claim; with `undoes` also of one that may still be on its way. */
  "orders.releaseReturn": {
    params: Write & OrderRef & { return_id: string; undoes?: string };
    result: { released: boolean };
  };
  /** Counts claimed quantities as returned, now that they came back. */
  "orders.confirmReturn": { params: Write & OrderRef & { return_id: string }; result: Order };
  /** Takes over how the order's money stands, after payments changed it. */
  "orders.recordPayment": {
    params: OrderWrite & { payment_status: PaymentStatus; financial_status: FinancialStatus };
    result: Order;
  };
  /**
   * Takes quantities for a fulfilment that is being made; without `items` all that is left.
   * Throws `order_not_fulfillable`, `item_not_found`, `quantity_exceeds_unfulfilled`.
   */
  "orders.claimFulfillment": {
    params: OrderWrite & { fulfillment_id: string; items?: ItemQuantity[] };
    result: { order: Order; items: FulfilledItem[] };
  };
  /** Undoes a claim, also one that may still be on its way. */
  "orders.releaseFulfillment": {
    params: Write & OrderRef & { fulfillment_id: string; undoes: string };
    result: { released: boolean };
  };
  /** Counts a claimed fulfilment, now that it was made. */
  "orders.confirmFulfillment": { params: Write & OrderRef & { fulfillment_id: string }; result: Order };
  /**
   * Gives a fulfilment its next status, and the order what follows from it; the same status changes nothing.
   * Throws `fulfillment_not_found`, `invalid_fulfillment_transition`.
   */
  "orders.setFulfillmentStatus": {
    params: OrderWrite & { fulfillment_id: string; status: FulfillmentStatus };
    result: { order: Order; changed: boolean };
  };
  /** Raises the order's version after a part of it that another service keeps was changed. */
  "orders.touch": { params: OrderWrite; result: Order };
  /** Gives many orders a status in one transaction; `updated` are those that changed or had it already. */
  "orders.bulkSetStatus": {
    params: Write & { store_id: number; order_ids: string[]; status: OrderStatus; note?: string };
    result: BulkOutcome & { changed: string[] };
  };
  "orders.bulkTag": {
    params: Write & { store_id: number; order_ids: string[]; add?: string[]; remove?: string[] };
    result: BulkOutcome;
  };
}
