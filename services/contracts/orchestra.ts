import type { Write } from "./common.ts";
import type { CustomerRef } from "./customers.ts";
import type { NoticeStore } from "./notifications.ts";
import type { BulkFailure, CancelReason, ItemQuantity, Order, OrderDetail, OrderRef, OrderStatus } from "./orders.ts";
import type { OrderMoney, Refund } from "./payments.ts";
import type { Fulfillment, FulfillmentChanges, NewFulfillment } from "./shipments.ts";

/** An order with what every service keeps of it. */
export interface FullOrder extends OrderDetail {
  money: OrderMoney;
  fulfillments: Fulfillment[];
}

/** What every workflow about an order takes. */
interface OrderRun extends Write {
  store: NoticeStore;
  order_id: string;
  if_versions?: number[];
}

/** What happens to many orders at once, and with what. */
export type BulkChange =
  | { action: "update_status"; status: OrderStatus; note?: string; notify: boolean }
  | { action: "add_tags"; tags: string[] }
  | { action: "remove_tags"; tags: string[] }
  | { action: "fulfill"; awb?: string; tracking_url?: string; shipping_method?: string; notify: boolean };

export type RunState = "running" | "undoing" | "completed" | "failed" | "stuck";

/** A run of a workflow as its journal tells it. */
export interface WorkflowRun {
  id: string;
  workflow: string;
  store_id: number;
  state: RunState;
  /** What it is about, such as an order. */
  subject: string;
  steps: { name: string; state: "done" | "refused" | "undone" | "unknown" }[];
  error: string | null;
  attempts: number;
  created_at: number;
  updated_at: number;
}

/** Actions of orchestra: what crosses services. */
export interface OrchestraActions {
  "orchestra.deleteCustomer": {
    params: Write & CustomerRef & { only_without_orders?: boolean; if_versions?: number[] };
    result: { customer_id: string };
  };
  "orchestra.rebuildCustomerTotals": { params: { store_id: number }; result: { orders: number; repaired: number } };
  /** Never older than the last write that was answered. */
  "orchestra.getOrder": { params: OrderRef; result: { order: FullOrder; cached: boolean } };
  "orchestra.setOrderStatus": {
    params: OrderRun & { status: OrderStatus; note?: string; notify: boolean };
    result: Order;
  };
  "orchestra.createFulfillment": {
    params: OrderRun & {
      items?: ItemQuantity[];
      fulfillment: Omit<NewFulfillment, "items">;
      labels?: Record<string, { name?: string; selling_price?: number }>;
      notify: boolean;
    };
    result: { fulfillment: Fulfillment; order: Order };
  };
  "orchestra.updateFulfillment": {
    params: OrderRun & { fulfillment_id: string; changes: FulfillmentChanges; notify: boolean };
    result: { fulfillment: Fulfillment; order: Order };
  };
  "orchestra.cancelOrder": {
    params: OrderRun & {
      reason: CancelReason;
      details?: string;
      note?: string;
      refund: boolean;
      refund_amount?: number;
      restock: boolean;
      notify: boolean;
    };
    result: { order: Order; refund: Refund | null; restocked: boolean; cancelled_fulfillments: string[] };
  };
  "orchestra.bulkUpdateOrders": {
    params: Write & { store: NoticeStore; order_ids: string[]; change: BulkChange };
    result: { updated: string[]; failed: BulkFailure[] };
  };
  "orchestra.listRuns": { params: { state?: RunState; limit: number }; result: WorkflowRun[] };
  "orchestra.getRun": { params: { id: string }; result: WorkflowRun & { journal: unknown; input: unknown } };
  /** Lets a run that is stuck go on. */
  "orchestra.resumeRun": { params: { id: string }; result: WorkflowRun };
}
