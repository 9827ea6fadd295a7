import { createHash } from "node:crypto";
import type { Shop } from "../authenticate.ts";
import { money } from "../rows.ts";
import type { DisputeRow, FulfillmentRow, ItemRow, OrderRow, PaymentRow, RefundRow, TimelineRow } from "./rows.ts";

const iso = (time: number) => new Date(time).toISOString();
const json = (text: string | null) => (text === null ? null : JSON.parse(text));

/** A row as merchants read it in a list, and after a write. */
export const orderView = (row: OrderRow, shop: Shop) => ({
  id: row.public_id,
  order_id: row.id,
  order_number: row.order_number,
  domain_id: shop.domain_id,
  store_id: row.store_id,
  customer_id: row.customer_id,
  status: row.status,
  payment_status: row.payment_status,
  financial_status: row.financial_status,
  fulfillment_status: row.fulfillment_status,
  currency: row.currency,
  sub_total: money(row.sub_total, shop),
  discount: money(row.discount, shop),
  tax: money(row.tax, shop),
  shipping: money(row.shipping, shop),
  tip: money(row.tip, shop),
  grand_total: money(row.grand_total, shop),
  payment_method: row.payment_method,
  tags: json(row.tags) ?? [],
  note: row.note,
  created_at: iso(row.created_at),
  updated_at: iso(row.updated_at),
});

/** An item; its parts of discount and tax are given where its own columns have none. */
export const itemView = (row: ItemRow, shop: Shop, parts: { discount: number; tax: number }) => ({
  id: row.public_id,
  product_id: row.product_id,
  sku: row.sku,
  name: row.name,
  quantity: row.quantity,
  fulfilled_quantity: row.fulfilled_quantity,
  cancelled_quantity: row.cancelled_quantity,
  shipped_quantity: row.shipped_quantity,
  delivered_quantity: row.delivered_quantity,
  return_requested_quantity: row.requested_quantity,
  returned_quantity: row.returned_quantity,
  replaced_quantity: row.replaced_quantity,
  lost_quantity: row.lost_quantity,
  unit_price: money(row.unit_price, shop),
  total: money(row.total, shop),
  discount: money(row.discount ?? parts.discount, shop),
  tax: money(row.tax ?? parts.tax, shop),
  modifiers: (json(row.modifiers) ?? []).map((each: { price: number }) => ({
    ...each,
    price: money(each.price, shop),
  })),
  special_instructions: row.special_instructions,
});

/** What a view shows of a payment. */
export type ShownPayment = Omit<PaymentRow, "id" | "dispute_count">;

export const paymentView = (row: ShownPayment, shop: Shop) => ({
  id: row.public_id,
  provider: row.provider,
  method: row.method,
  status: row.status,
  amount: money(row.amount, shop),
  captured: money(row.captured, shop),
  refunded: money(row.refunded, shop),
  disputed: money(row.disputed, shop),
  currency: row.currency,
  failure_code: failureOf(row),
  failure_reason: row.status === "failed" ? row.error : null,
  created_at: iso(row.created_at),
  updated_at: iso(row.updated_at),
});

function failureOf({ status, error }: ShownPayment) {
  if (status !== "failed") return null;
  return error === "It was not confirmed in time." ? "not_confirmed_in_time" : "declined";
}

export const disputeView = (row: DisputeRow, shop: Shop) => ({
  id: row.public_id,
  payment_id: row.payment_id,
  status: row.status,
  amount: money(row.amount, shop),
  currency: row.currency,
  reason: row.reason,
  evidence_due_at: row.evidence_due_at === null ? null : iso(row.evidence_due_at),
  created_at: iso(row.created_at),
  updated_at: iso(row.updated_at),
});

export const refundView = (row: RefundRow, shop: Shop) => ({
  id: row.public_id,
  payment_id: row.payment_id,
  amount: money(row.amount, shop),
  status: row.status,
  currency: row.currency,
  reason: row.reason,
  note: row.note,
  settled: row.settled === 1,
  lines: linesView(row, shop),
  created_at: iso(row.created_at),
});

function linesView({ refund_lines }: RefundRow, shop: Shop) {
  const lines = json(refund_lines) as { line: string; quantity: number | null; amount: number }[] | null;
  return (lines ?? []).map(({ amount, ...line }) => ({ ...line, amount: money(amount, shop) }));
}

const addressFields = "type name phone line1 line2 city area state postal_code country country_code coordinates".split(
  " ",
);

/** An address with every field, null where nothing is known. */
export const addressView = (address: Record<string, unknown> | null) =>
  address && Object.fromEntries(addressFields.map((field) => [field, address[field] ?? null]));

export function fulfillmentView(row: FulfillmentRow, shop: Shop) {
  const customer = json(row.customer);
  const items: { selling_price: number | null }[] = json(row.items);
  return {
    id: row.public_id,
    order_id: row.order_id,
    status: row.status,
    items: items.map((item) => ({
      ...item,
      selling_price: item.selling_price === null ? null : money(item.selling_price, shop),
    })),
    awb: row.awb,
    tracking_url: row.tracking_url,
    provider_id: row.provider_id,
    shipping_method: row.shipping_method,
    customer: customer && { ...customer, address: addressView(customer.address) },
    delivery_person: json(row.delivery_person),
    pickup_address: addressView(json(row.pickup_address)),
    created_at: iso(row.created_at),
    updated_at: iso(row.updated_at),
  };
}

export function timelineView({ public_id, at, data: text, ...row }: TimelineRow, order: OrderRow, shop: Shop) {
  const data = { ...json(text) };
  if (typeof data.amount === "number") data.amount = money(data.amount, shop);
  if (row.type === "order.cancelled" && order.cancel_reason_details !== null)
    data.details = order.cancel_reason_details;
  const { type, actor, note } = row;
  return { id: public_id, type, at: iso(at), actor, note, data: Object.keys(data).length > 0 ? data : null };
}

/** The ETag of an order. */
export const orderTag = ({ version, revision }: Pick<OrderRow, "version" | "revision">) =>
  `"v${version}.${createHash("sha256").update(String(revision)).digest("base64url").slice(0, 12)}"`;
