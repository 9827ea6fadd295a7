import type { TypeOf } from "../../mixins/actions/params.ts";
import type { params } from "../orders/orders.schema.ts";
import type { ActionsOf, List } from "./common.ts";
import type { FulfilledItem, ItemQuantity, OrderItem } from "./order-items.ts";
import type { Order, OrderDetail, OrderTally, OrderWithItems } from "./orders.ts";
import type { OrderReturn } from "./returns.ts";

export type OrderFilter = TypeOf<typeof params.search>["filter"];
export type NewOrder = TypeOf<typeof params.create>["order"];
export type NewOrderItem = NonNullable<NewOrder["items"]>[number];

/** An order that a bulk change could not change, and why. */
export interface BulkFailure {
  order_id: string;
  code: string;
  message: string;
}

export interface BulkOutcome {
  /** Without notes (null): an erasure could not find them in the recorded result of many orders. */
  updated: Order[];
  failed: BulkFailure[];
}

/** Actions of the orders service. */
export type OrdersActions = ActionsOf<
  "orders",
  typeof params,
  {
    search: List<Order & { items?: OrderItem[] }>;
    /** The id of an order by its number, of that customer when given. Throws `order_not_found`. */
    findByNumber: { order_id: string };
    /** True while an order that is not shipped yet uses this address of the customer. */
    usesAddress: { used: boolean };
    get: OrderWithItems;
    getWithItems: OrderWithItems;
    tallies: { tallies: OrderTally[]; next: number | null };
    countOf: { orders: number };
    create: OrderDetail;
    /**
     * The same status changes nothing; `changed` says whether it did. With `shipped` and `delivered` the pieces follow:
     * the fulfilments that are not there yet, and a new one of all that is left. Throws `invalid_status_transition`.
     */
    setStatus: {
      order: Order;
      changed: boolean;
      fulfillment?: { id: string; items: FulfilledItem[] };
      moved?: string[];
    };
    /** Reverts the status that a step set, if the order still has it. */
    revertStatus: { order: Order; changed: boolean };
    /**
     * Cancels an order that is not shipped yet, its open fulfilments and all of its items.
     * Throws `order_already_cancelled`, `order_not_cancellable`.
     */
    cancel: { order: Order; fulfillment_ids: string[]; pieces: { sku: string; quantity: number }[] };
    /** Compensates a creation, also one that arrives later: the order ends cancelled. */
    withdraw: { withdrawn: boolean };
    getWithReturns: OrderDetail & { returns: OrderReturn[] };
    /** Throws `return_not_found`. */
    getReturn: OrderReturn;
    searchReturns: List<OrderReturn>;
    /**
     * Records that delivered pieces are asked back, under an id that its caller made.
     * Throws `item_not_found`, `item_not_returnable`, `quantity_exceeds_returnable`.
     */
    requestReturn: { order: OrderWithItems; return: OrderReturn };
    /** The same status changes nothing. Throws `return_not_found`, `invalid_return_transition`. */
    moveReturn: { order: OrderWithItems; return: OrderReturn; changed: boolean };
    /** Adds what was given back for a received return, and copies the state of the order's payments. */
    settleReturn: { order: Order; return: OrderReturn };
    /** Copies the state of the order's payments; an older state changes nothing. */
    recordPayment: Order;
    /**
     * What a fulfilment of an order would take now; `again` are pieces that were lost.
     * Throws `order_not_fulfillable`, `item_not_found`, `quantity_exceeds_unfulfilled`, `version_mismatch`.
     */
    previewFulfillment: {
      order: OrderWithItems;
      items: FulfilledItem[];
      again: { sku: string; quantity: number }[];
    };
    /**
     * Claims quantities for a new fulfilment; without `items` all that are unfulfilled. `again` are those that were lost.
     * Throws `order_not_fulfillable`, `item_not_found`, `quantity_exceeds_unfulfilled`.
     */
    claimFulfillment: { order: Order; items: FulfilledItem[]; again?: { sku: string; quantity: number }[] };
    /**
     * Counts a fulfilment that has been created, without a claim before it. Pieces that were lost are not there for it.
     * Throws `order_not_fulfillable`, `item_not_found`, `quantity_exceeds_unfulfilled`.
     */
    fulfil: Order;
    /** Compensates a claim, also one that arrives later. */
    releaseFulfillment: { released: boolean };
    /** Counts the claimed quantities of a created fulfilment as fulfilled. */
    confirmFulfillment: Order;
    /**
     * Sets the status of a fulfilment, and the order's status accordingly; the same status changes nothing.
     * Throws `fulfillment_not_found`, `invalid_fulfillment_transition`.
     */
    setFulfillmentStatus: { order: Order; changed: boolean };
    /** Raises the order's revision after a change of its records in another service. */
    touch: Order;
    /** Writes off those of some pieces that were lost, which are to be refunded; the order's version rises. */
    writeOff: { order: Order; written_off: ItemQuantity[] };
    /** Takes a write-off back. */
    revertWriteOff: Order;
    /** Sets the status of many orders in one transaction; `updated` are those that changed or had it already. */
    bulkSetStatus: BulkOutcome & { changed: string[] };
    bulkTag: BulkOutcome;
  }
>;
