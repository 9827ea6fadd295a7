import {
  type Fulfillment,
  type Order,
  type OrderStatus,
  type Payment,
  type Refund,
  settableStatuses,
  type TimelineEntry,
} from "../services/contracts.ts";
import { idWithin } from "./ids-within.ts";
import type { SampleOrder } from "./orders.ts";
import { randomOf } from "./random.ts";

/** The payment of a sample order, and its refund when it was refunded, as the order's statuses say. */
export function samplePaymentsOf(order: SampleOrder): { payments: Payment[]; refunds: Refund[] } {
  const { id: order_id, currency, grand_total, payment_method: method, payment_status: status } = order;
  const refunded = order.financial_status === "refunded" ? grand_total : 0;
  const provider = method === "cod" ? "cod" : "sandbox";
  const { created_at, updated_at } = order;
  const payment: Payment = {
    id: idWithin("pay", order_id, 1),
    order_id,
    provider,
    method,
    status,
    amount: grand_total,
    captured: status === "captured" ? grand_total : 0,
    refunded,
    disputed: 0,
    next_action: null,
    currency,
    provider_reference: provider === "sandbox" ? `sandbox_${order_id.slice(-12).toLowerCase()}` : null,
    error: null,
    created_at,
    updated_at,
  };
  if (refunded === 0) return { payments: [payment], refunds: [] };
  const refund: Refund = {
    id: idWithin("ref", order_id, 1),
    payment_id: payment.id,
    order_id,
    status: "succeeded",
    amount: refunded,
    currency,
    reason: null,
    note: null,
    reference: `past/${idWithin("ref", order_id, 1)}`,
    settled: false,
    lines: null,
    created_at: updated_at,
    updated_at,
  };
  return { payments: [payment], refunds: [refund] };
}

/** The fulfilments of a sample order that was sent: one, or two for some orders with several lines. */
export function sampleFulfillmentsOf(order: SampleOrder): Fulfillment[] {
  if (order.fulfillment_status !== "fulfilled") return [];
  const isSplit = order.items.length > 1 && randomOf("split", order.id)() < 0.3;
  const fulfillments = isSplit ? [order.items.slice(0, 1), order.items.slice(1)] : [order.items];
  const sent = timesOf(order)[3] ?? order.updated_at;
  return fulfillments.map((items, index) => ({
    id: idWithin("ful", order.id, index + 1),
    order_id: order.id,
    status: order.status === "shipped" ? "shipped" : "delivered",
    items: items.map(({ id, name, quantity, unit_price }) => ({ id, name, quantity, selling_price: unit_price })),
    awb: `AWB${order.id.slice(-9)}${index + 1}`,
    tracking_url: `https://tracking.example.com/AWB${order.id.slice(-9)}${index + 1}`,
    provider_id: null,
    shipping_method: order.shipping_method,
    customer: order.contact && {
      name: order.contact.name,
      phone: order.contact.phone,
      address: order.shipping_address,
    },
    delivery_person: null,
    pickup_address: null,
    version: order.status === "shipped" ? 2 : 3,
    created_at: sent,
    updated_at: order.status === "shipped" ? sent : (timesOf(order)[4] ?? order.updated_at),
  }));
}

/** The state of a sample order that its service stores beside it: its timeline, and where its items are. */
export const sampleProgressOf = (order: SampleOrder, fulfillments = sampleFulfillmentsOf(order)) => ({
  timeline: sampleTimelineOf(order),
  fulfillments: fulfillments.map(({ id, status, items }) => ({
    id,
    state: status,
    items: items.map((item) => ({ item_id: item.id, quantity: item.quantity })),
  })),
});

/** The timeline of a sample order, oldest entry first: one entry for each of its versions. */
export function sampleTimelineOf(order: SampleOrder): TimelineEntry[] {
  const times = timesOf(order);
  return pathTo(order.status).map((status, index, path) => ({
    id: idWithin("evt", order.id, index + 1),
    ...entryOf(order, status, path[index - 1]),
    at: times[index] ?? order.updated_at,
  }));
}

function entryOf(order: SampleOrder, to: OrderStatus, from: OrderStatus | undefined) {
  if (!from) return { type: "order.created", actor: `customer:${order.customer_id}`, note: null, data: null };
  const actor = "merchant:demo";
  if (to === "cancelled") return { type: "order.cancelled", actor, note: null, data: { reason: order.cancel_reason } };
  return { type: "order.status_changed", actor, note: null, data: { from, to } };
}

const pathTo = (status: OrderStatus): OrderStatus[] =>
  status === "cancelled" ? ["pending", "cancelled"] : settableStatuses.slice(0, settableStatuses.indexOf(status) + 1);

// One step for each version, at equal intervals up to `updated_at`.
function timesOf({ created_at, updated_at, version }: Pick<Order, "created_at" | "updated_at" | "version">): number[] {
  const step = (updated_at - created_at) / Math.max(1, version - 1);
  return Array.from({ length: version }, (_, index) => Math.floor(created_at + index * step));
}
