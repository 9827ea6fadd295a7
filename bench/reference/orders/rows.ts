import type { FulfillmentStatus, Order, RefundStatus } from "../../../services/contracts.ts";
import type { Value } from "../connection.ts";

/** Columns of a table. */
export type Columns = Record<string, Value>;

/** An order's row, as far as it is used here. */
export interface OrderRow extends Omit<Order, "id" | "order_id" | "tags"> {
  id: number;
  public_id: string;
  tenant_id: string;
  tags: string | null;
  shipping_method: string | null;
  shipping_address: string | null;
  contact: string | null;
  cancel_reason_details: string | null;
}

export interface ItemRow {
  place: number;
  public_id: string;
  product_id: string;
  sku: string;
  name: string;
  quantity: number;
  fulfilled_quantity: number;
  cancelled_quantity: number;
  returned_quantity: number;
  shipped_quantity: number;
  delivered_quantity: number;
  requested_quantity: number;
  replaced_quantity: number;
  lost_quantity: number;
  unit_price: number;
  total: number;
  discount: number | null;
  tax: number | null;
  modifiers: string | null;
  special_instructions: string | null;
}

export interface PaymentRow {
  id: number;
  public_id: string;
  provider: string;
  method: string;
  status: string;
  amount: number;
  captured: number;
  refunded: number;
  disputed: number;
  dispute_count: number;
  currency: string;
  error: string | null;
  created_at: number;
  updated_at: number;
}

export interface RefundRow {
  public_id: string;
  payment_id: string;
  amount: number;
  status: RefundStatus;
  currency: string;
  reason: string | null;
  created_at: number;
  note: string | null;
  settled: number;
  refund_lines: string | null;
}

export interface DisputeRow {
  public_id: string;
  payment_id: string;
  status: string;
  amount: number;
  currency: string;
  reason: string | null;
  evidence_due_at: number | null;
  created_at: number;
  updated_at: number;
}

export interface FulfillmentRow {
  public_id: string;
  order_id: string;
  status: FulfillmentStatus;
  items: string;
  awb: string | null;
  tracking_url: string | null;
  provider_id: string | null;
  shipping_method: string | null;
  customer: string | null;
  delivery_person: string | null;
  pickup_address: string | null;
  created_at: number;
  updated_at: number;
}

export interface TimelineRow {
  public_id: string;
  type: string;
  at: number;
  actor: string;
  note: string | null;
  data: string | null;
}
