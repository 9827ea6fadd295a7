import type { List, Paging, Sorting, Write } from "./common.ts";
import type {
  BulkOutcome,
  CancelReason,
  FinancialStatus,
  FulfilledItem,
  FulfillmentStatus,
  ItemQuantity,
  NewOrder,
  Order,
  OrderDetail,
  OrderFilter,
  OrderItem,
  OrderRef,
  OrderSort,
  OrderStatus,
  OrderTally,
  PaymentStatus,
} from "./orders.ts";

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
  /** True while an order that has not left the system is to go to that address of the customer's book. */
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
   * Cancels what has not left the system: the order, its open fulfilments, all of its items.
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
  /** Takes over how the order's money stands, after payments changed it; one that is older than what is known changes nothing. */
  "orders.recordPayment": {
    params: OrderWrite & {
      payment_status: PaymentStatus;
      financial_status: FinancialStatus;
      /** The version of the money that they are of; not for whoever knows the order's own. */
      money_version?: number;
    };
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
