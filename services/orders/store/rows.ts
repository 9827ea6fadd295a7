import type {
  CancelReason,
  FinancialStatus,
  Order,
  OrderDetail,
  OrderFulfillmentStatus,
  OrderStatus,
  OrderType,
  PaymentStatus,
} from "../../contracts.ts";

/** A row of `orders` as lists read it: without the texts that may be long. */
export interface OrderListRow {
  id: number;
  public_id: string;
  store_id: number;
  order_number: string;
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
  location_id: string | null;
  order_type: OrderType | null;
  scheduled_at: number | null;
  tags: string | null;
  note: string | null;
  version: number;
  revision: number;
  created_at: number;
  updated_at: number;
}

/** A whole row of `orders`. */
export interface OrderRow extends OrderListRow {
  tenant_id: string;
  shipping_method: string | null;
  shipping_address: string | null;
  shipping_address_id: string | null;
  contact: string | null;
  promotion: string | null;
  redemption_id: string | null;
  delivered_at: number | null;
  cancel_reason: CancelReason | null;
  cancel_reason_details: string | null;
  /** Of the money that the order last heard of. */
  money_version: number;
  number: number;
  state: number;
}

/** The columns of `OrderListRow`, of `orders t`. */
export const listColumns = `t.id, t.public_id, t.store_id, t.order_number, t.customer_id, t.status, t.payment_status,
  t.financial_status, t.fulfillment_status, t.currency, t.sub_total, t.discount, t.tax, t.shipping, t.tip, t.grand_total,
  t.payment_method, t.location_id, t.order_type, t.scheduled_at, t.tags, t.note, t.version, t.revision, t.created_at, t.updated_at`;

/** The order that a row tells of. */
export function toOrder(row: OrderListRow): Order {
  return {
    id: row.public_id,
    order_id: row.id,
    order_number: row.order_number,
    store_id: row.store_id,
    customer_id: row.customer_id,
    status: row.status,
    payment_status: row.payment_status,
    financial_status: row.financial_status,
    fulfillment_status: row.fulfillment_status,
    currency: row.currency,
    sub_total: row.sub_total,
    discount: row.discount,
    tax: row.tax,
    shipping: row.shipping,
    tip: row.tip,
    grand_total: row.grand_total,
    payment_method: row.payment_method,
    location_id: row.location_id,
    order_type: row.order_type,
    scheduled_at: row.scheduled_at,
    tags: readJson<string[]>(row.tags) ?? [],
    note: row.note,
    version: row.version,
    revision: row.revision,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** What of a detail stands in the order's own row. */
export type OrderHead = Omit<OrderDetail, "items" | "timeline">;

/** The order that a whole row tells of, but for its items and timeline. */
export const toHead = (row: OrderRow): OrderHead => ({
  ...toOrder(row),
  contact: readJson(row.contact),
  shipping_method: row.shipping_method,
  shipping_address: readJson(row.shipping_address),
  shipping_address_id: row.shipping_address_id,
  promotion: readJson(row.promotion),
  redemption_id: row.redemption_id,
  delivered_at: row.delivered_at,
  cancel_reason: row.cancel_reason,
  cancel_reason_details: row.cancel_reason_details,
});

/** What a column of JSON holds. */
export const readJson = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));
