import { splitAmount } from "../../../mixins/values/split.ts";
import type { Shop } from "../authenticate.ts";
import type { Db } from "../connection.ts";
import { money } from "../rows.ts";
import type { DisputeRow, FulfillmentRow, ItemRow, OrderRow, PaymentRow, RefundRow, TimelineRow } from "./rows.ts";
import {
  addressView,
  disputeView,
  fulfillmentView,
  itemView,
  orderView,
  paymentView,
  refundView,
  timelineView,
} from "./views.ts";

/** An order with its parts, always from the tables: first all that needs only the public id, then the rest. */
export async function fetchDetail(db: Db, shop: Shop, order_id: string) {
  const key = [shop.store_id, order_id];
  const [[order], payments, refunds, fulfillments] = await Promise.all([
    db.rows<OrderRow>("SELECT * FROM orders WHERE store_id = ? AND public_id = ?", key),
    db.rows<PaymentRow>(`SELECT ${paymentColumns} FROM payments WHERE store_id = ? AND order_id = ? ORDER BY id`, key),
    db.rows<RefundRow>(
      `SELECT public_id, payment_id, amount, status, currency, reason, note, settled, refund_lines, created_at
       FROM refunds
       WHERE store_id = ? AND order_id = ? ORDER BY id`,
      key,
    ),
    db.rows<FulfillmentRow>("SELECT * FROM fulfillments WHERE store_id = ? AND order_id = ? ORDER BY id", key),
  ]);
  if (!order) return undefined;
  const isDisputed = payments.some(({ dispute_count }) => dispute_count > 0);
  const [items, timeline, disputes] = await Promise.all([
    db.rows<ItemRow>(`SELECT ${itemColumns} FROM order_items WHERE store_id = ? AND order_id = ? ORDER BY place`, [
      shop.store_id,
      order.id,
    ]),
    db.rows<TimelineRow>(
      `SELECT public_id, type, at, actor, note, data FROM order_timeline
       WHERE store_id = ? AND order_id = ? ORDER BY at, revision`,
      [shop.store_id, order.id],
    ),
    isDisputed ? db.rows<DisputeRow>(selectDisputes, key) : [],
  ]);
  return { order, view: viewOf(shop, { order, items, payments, refunds, disputes, fulfillments, timeline }) };
}

const paymentColumns = `id, public_id, provider, method, status, amount, captured, refunded, disputed, dispute_count,
  currency, error, created_at, updated_at`;

const selectDisputes = `SELECT public_id, payment_id, status, amount, currency, reason, evidence_due_at, created_at,
  updated_at FROM disputes WHERE store_id = ? AND order_id = ? ORDER BY id`;

/** The columns of an item. */
export const itemColumns = `place, public_id, product_id, sku, name, quantity, fulfilled_quantity, cancelled_quantity,
  returned_quantity, shipped_quantity, delivered_quantity, requested_quantity, replaced_quantity, lost_quantity,
  unit_price, total, discount, tax, modifiers, special_instructions`;

interface Parts {
  order: OrderRow;
  items: ItemRow[];
  payments: PaymentRow[];
  refunds: RefundRow[];
  disputes: DisputeRow[];
  fulfillments: FulfillmentRow[];
  timeline: TimelineRow[];
}

const viewOf = (shop: Shop, { order, items, payments, refunds, disputes, fulfillments, timeline }: Parts) => ({
  ...orderView(order, shop),
  order_type: order.order_type,
  location_id: order.location_id,
  scheduled_time: order.scheduled_at === null ? null : new Date(order.scheduled_at).toISOString(),
  items: itemsView(order, items, shop),
  customer: customerOf(order),
  payments: payments.map((row) => paymentView(row, shop)),
  refunds: refunds.map((row) => refundView(row, shop)),
  disputes: disputes.map((row) => disputeView(row, shop)),
  shipping: {
    method: order.shipping_method,
    cost: money(order.shipping, shop),
    address: order.shipping_address === null ? null : addressView(JSON.parse(order.shipping_address)),
  },
  fulfillments: fulfillments.map((row) => fulfillmentView(row, shop)),
  returns: [],
  timeline: timeline.map((row) => timelineView(row, order, shop)),
});

function itemsView(order: OrderRow, items: ItemRow[], shop: Shop) {
  const totals = items.map(({ total }) => total);
  const [discounts, taxes] = [splitAmount(order.discount, totals), splitAmount(order.tax, totals)];
  return items.map((row, at) => itemView(row, shop, { discount: discounts[at] ?? 0, tax: taxes[at] ?? 0 }));
}

function customerOf({ customer_id, contact }: OrderRow) {
  if (customer_id === null && contact === null) return null;
  const { name = null, email = null, phone = null } = contact === null ? {} : JSON.parse(contact);
  return { id: customer_id, name, email, phone };
}
