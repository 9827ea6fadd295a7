import type { List, Paging, PostalAddress, Write } from "./common.ts";
import type { OrderRef } from "./orders.ts";

export type ReturnStatus = "requested" | "approved" | "rejected" | "received";

export type ReturnResolution = "refund" | "replacement";

/** So much of an item that comes back, why, and what for. */
export interface ReturnItem {
  item_id: string;
  product_id: string;
  sku: string;
  name: string;
  quantity: number;
  resolution: ReturnResolution;
  return_reason: string;
  /** What was paid for these pieces, in minor units: what is refunded for them. */
  amount: number;
}

export interface OrderReturn {
  id: string;
  order_id: string;
  order_number: string;
  customer_id: string;
  status: ReturnStatus;
  items: ReturnItem[];
  /** Where they are picked up. */
  shipping_address: PostalAddress | null;
  /** Minor units; what was given back, once it was received. */
  refund_amount: number | null;
  currency: string;
  /** The order that replaces what came back. */
  replacement_order_id: string | null;
  note: string | null;
  version: number;
  created_at: number;
  updated_at: number;
}

/** Actions of the returns service. */
export interface ReturnsActions {
  "returns.get": { params: { store_id: number; return_id: string; customer_id?: string }; result: OrderReturn };
  "returns.ofOrder": { params: OrderRef; result: OrderReturn[] };
  "returns.search": {
    params: { store_id: number; filter: { customer_id?: string; status?: ReturnStatus; order_id?: string } } & Paging;
    result: List<OrderReturn>;
  };
  /** Notes a request under an id that its caller made. */
  "returns.create": {
    params: Write & {
      store_id: number;
      tenant_id: string;
      return: Pick<
        OrderReturn,
        "id" | "order_id" | "order_number" | "customer_id" | "items" | "shipping_address" | "currency"
      >;
    };
    result: OrderReturn;
  };
  /** Moves a return on. Throws `return_not_found`, `invalid_return_transition`. */
  "returns.setStatus": {
    params: Write & {
      store_id: number;
      return_id: string;
      status: "approved" | "rejected" | "received";
      note?: string;
      if_versions?: number[];
    };
    result: { return: OrderReturn; changed: boolean };
  };
  /** Notes what became of a received one. */
  "returns.settle": {
    params: Write & {
      store_id: number;
      return_id: string;
      refund_amount: number | null;
      replacement_order_id: string | null;
    };
    result: OrderReturn;
  };
}
