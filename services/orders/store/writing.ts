import type { Row } from "../../../mixins/db/database.ts";
import { stateOf } from "../orders.rules.ts";
import type { OrderHead } from "./rows.ts";

/** The row of an order under its number, without the key that the database gives it. */
export function toRow(order: Omit<OrderHead, "order_id">, tenant_id: string, number: number): Row {
  return {
    public_id: order.id,
    store_id: order.store_id,
    tenant_id,
    order_number: order.order_number,
    customer_id: order.customer_id,
    status: order.status,
    payment_status: order.payment_status,
    financial_status: order.financial_status,
    fulfillment_status: order.fulfillment_status,
    currency: order.currency,
    sub_total: order.sub_total,
    discount: order.discount,
    tax: order.tax,
    shipping: order.shipping,
    tip: order.tip,
    grand_total: order.grand_total,
    payment_method: order.payment_method,
    location_id: order.location_id,
    order_type: order.order_type,
    scheduled_at: order.scheduled_at,
    tags: writeTags(order.tags),
    note: order.note,
    shipping_method: order.shipping_method,
    shipping_address: writeJson(order.shipping_address),
    shipping_address_id: order.shipping_address_id,
    promotion: writeJson(order.promotion),
    redemption_id: order.redemption_id,
    delivered_at: order.delivered_at,
    contact: writeJson(order.contact),
    cancel_reason: order.cancel_reason,
    cancel_reason_details: order.cancel_reason_details,
    version: order.version,
    revision: order.revision,
    number,
    state: stateOf(order),
    created_at: order.created_at,
    updated_at: order.updated_at,
  };
}

/** Tags as their column holds them: no tag is no text. */
export const writeTags = (tags: readonly string[]): string | null => (tags.length > 0 ? JSON.stringify(tags) : null);

/** A value as a column of JSON holds it. */
export const writeJson = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));
