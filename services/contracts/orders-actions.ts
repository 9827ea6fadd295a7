import type { TypeOf } from "../../mixins/actions/params.ts";
import type { params } from "../orders/orders.schema.ts";
import type { ActionsOf, List } from "./common.ts";
import type { FulfilledItem, Order, OrderDetail, OrderItem, OrderTally } from "./orders.ts";

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
  /** Their notes are left out (null): an erasure could not find them in the recorded answer of many. */
  updated: Order[];
  failed: BulkFailure[];
}

/** Actions of the orders service. */
export type OrdersActions = ActionsOf<
  "orders",
  typeof params,
  {
    search: List<Order & { items?: OrderItem[] }>;
    /** The id of an order by its readable number, of that customer when told. Throws `order_not_found`. */
    findByNumber: { order_id: string };
    /** True while an order that has not left the system is to go to that address of the customer's book. */
    usesAddress: { used: boolean };
    get: OrderDetail;
    tallies: { tallies: OrderTally[]; next: number | null };
    countOf: { orders: number };
    create: OrderDetail;
    /** The same status changes nothing; `changed` says whether it did. Throws `invalid_status_transition`. */
    setStatus: { order: Order; changed: boolean };
    /** Takes a status back that a step gave, if the order still has it. */
    revertStatus: { order: Order; changed: boolean };
    /**
     * Cancels what has not left the system: the order, its open fulfilments, all of its items.
     * Throws `order_already_cancelled`, `order_not_cancellable`.
     */
    cancel: { order: Order; fulfillment_ids: string[]; pieces: { sku: string; quantity: number }[] };
    /** Undoes a creation, also one that may still be on its way: what was created ends cancelled. */
    withdraw: { withdrawn: boolean };
    /**
     * Takes delivered quantities for a return that is being asked for.
     * Throws `item_not_found`, `item_not_returnable`, `quantity_exceeds_returnable`.
     */
    claimReturn: { order: Order; items: OrderItem[] };
    /** Lets go of a claim; with `undoes` also of one that may still be on its way. */
    releaseReturn: { released: boolean };
    /** Counts claimed quantities as returned, now that they came back. */
    confirmReturn: Order;
    /** Takes over how the order's money stands, after payments changed it; one that is older than what is known changes nothing. */
    recordPayment: Order;
    /**
     * Takes quantities for a fulfilment that is being made; without `items` all that is left.
     * Throws `order_not_fulfillable`, `item_not_found`, `quantity_exceeds_unfulfilled`.
     */
    claimFulfillment: { order: Order; items: FulfilledItem[] };
    /** Undoes a claim, also one that may still be on its way. */
    releaseFulfillment: { released: boolean };
    /** Counts a claimed fulfilment, now that it was made. */
    confirmFulfillment: Order;
    /**
     * Gives a fulfilment its next status, and the order what follows from it; the same status changes nothing.
     * Throws `fulfillment_not_found`, `invalid_fulfillment_transition`.
     */
    setFulfillmentStatus: { order: Order; changed: boolean };
    /** Raises the order's version after a part of it that another service keeps was changed. */
    touch: Order;
    /** Gives many orders a status in one transaction; `updated` are those that changed or had it already. */
    bulkSetStatus: BulkOutcome & { changed: string[] };
    bulkTag: BulkOutcome;
  }
>;
