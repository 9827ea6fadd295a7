import { splitAmount } from "../mixins/values/split.ts";
import {
  type CancelReason,
  type OrderContact,
  type OrderDetail,
  type OrderStatus,
  type Pieces,
  type PostalAddress,
  pieceStates,
} from "../services/contracts.ts";
import { idWithin } from "./ids-within.ts";
import { type SampleLine, sampleLines, taxableOf, taxedPart } from "./order-items.ts";
import { samplePlace } from "./order-places.ts";
import { between, chance, pick, type Random, randomOf, weighted } from "./random.ts";
import { dayMs, type SampleStore } from "./stores.ts";

/** A sample order, without the keys and numbers that its store assigns, and without its timeline (`sampleTimelineOf`). */
export type SampleOrder = Omit<OrderDetail, "order_id" | "order_number" | "customer_id" | "timeline"> & {
  customer_id: string;
};

/** The given fields of a sample order. */
export interface SampleOf {
  id: string;
  customer_id: string;
  /** In milliseconds, at `now`. */
  age: number;
  now: number;
  status?: OrderStatus;
  contact?: OrderContact;
  shipping_address?: PostalAddress;
  /** The minimum number of lines; the maximum is three. */
  fewestLines?: number;
}

/** Generates an order of an age. Only its times depend on `now`: on another day it has the same amounts. */
export function sampleOrder(random: Random, store: SampleStore, of: SampleOf): SampleOrder {
  const { id, age, now } = of;
  const status = of.status ?? statusAt(random, age);
  const lines = sampleLines(random, store, between(random, of.fewestLines ?? 1, 3));
  const payment_method = pick(random, store.country === "BD" ? methodsOfBangladesh : methods);
  const amounts = amountsOf(random, store.country, lines);
  const created_at = now - age;
  return {
    id,
    store_id: store.store_id,
    customer_id: of.customer_id,
    status,
    ...statesOf[status],
    ...(payment_method === "cod" && isUnderWay(status) ? states("pending", "pending") : {}),
    fulfillment_status: isSent(status) ? "fulfilled" : "unfulfilled",
    currency: store.currency,
    ...amounts,
    payment_method,
    ...samplePlace(randomOf("place", id), store),
    scheduled_at: null,
    tags: chance(random, 0.1) ? [pick(random, tags)] : [],
    note: chance(random, 0.08) ? pick(random, notes) : null,
    items: lines.map((line, index) => ({ ...itemOf(id, line, index, status), ...partsOf(amounts, lines, index) })),
    contact: of.contact ?? null,
    shipping_method: amounts.shipping === 0 ? "Free delivery" : "Standard delivery",
    shipping_address: of.shipping_address ?? null,
    shipping_address_id: null,
    promotion: null,
    redemption_id: null,
    funded_by: null,
    // Delivery is the fifth step.
    delivered_at: status === "delivered" ? created_at + stepMs(age) * 4 : null,
    cancel_reason: status === "cancelled" ? pick(random, reasons) : null,
    cancel_reason_details: null,
    version: stepsTo[status],
    revision: stepsTo[status],
    created_at,
    updated_at: created_at + stepMs(age) * (stepsTo[status] - 1),
  };
}

// The time between two steps.
const stepMs = (age: number): number => Math.floor(Math.min(age, 9 * dayMs) * 0.19);

function itemOf(order_id: string, line: SampleLine, index: number, status: OrderStatus) {
  const { quantity } = line;
  return {
    id: idWithin("oit", order_id, index),
    ...line,
    pieces: { ...nowhere, ...piecesAt(status, quantity) },
    fulfilled_quantity: isSent(status) ? quantity : 0,
    cancelled_quantity: status === "cancelled" ? quantity : 0,
    returned_quantity: 0,
    special_instructions: null,
    source_id: null,
  };
}

function partsOf({ discount, tax }: ReturnType<typeof amountsOf>, lines: SampleLine[], index: number) {
  const totals = lines.map(({ total }) => total);
  const part = {
    discount: splitAmount(discount, totals)[index] ?? 0,
    tax: splitAmount(tax, lines.map(taxedPart))[index] ?? 0,
  };
  return { ...part, worth: (totals[index] ?? 0) - part.discount + part.tax };
}

const nowhere = Object.fromEntries(pieceStates.map((state) => [state, 0])) as Pieces;

function piecesAt(status: OrderStatus, quantity: number): Partial<Pieces> {
  if (status === "cancelled") return { cancelled: quantity };
  if (!isSent(status)) return {};
  return status === "shipped" ? { shipped: quantity } : { delivered: quantity };
}

/** A status for an order of an age: old orders are in a final one, recent ones in any. */
export function statusAt(random: Random, age: number): OrderStatus {
  return age > 14 * dayMs ? settled(random) : young(random);
}

const settled = weighted<OrderStatus>([
  ["delivered", 83],
  ["cancelled", 12],
  ["refunded", 5],
]);

const young = weighted<OrderStatus>([
  ["delivered", 25],
  ["shipped", 22],
  ["processing", 18],
  ["confirmed", 14],
  ["pending", 13],
  ["cancelled", 7],
  ["refunded", 1],
]);

const states = <P extends string, F extends string>(payment_status: P, financial_status: F) => ({
  payment_status,
  financial_status,
});

// The payment and financial status of a prepaid order by its status. Cash on delivery is pending until delivery.
const statesOf = {
  pending: states("pending", "pending"),
  confirmed: states("authorized", "pending"),
  processing: states("captured", "paid"),
  shipped: states("captured", "paid"),
  delivered: states("captured", "paid"),
  cancelled: states("voided", "voided"),
  refunded: states("captured", "refunded"),
} as const;

const isUnderWay = (status: OrderStatus) => ["pending", "confirmed", "processing", "shipped"].includes(status);
const isSent = (status: OrderStatus) => ["shipped", "delivered", "refunded"].includes(status);

// The version of an order in each status: every step raises it once.
const stepsTo = { pending: 1, confirmed: 2, cancelled: 2, processing: 3, shipped: 4, delivered: 5, refunded: 6 };

const methodsOfBangladesh = ["cod", "bkash", "nagad", "card"];
const methods = ["card", "card", "paypal"];
const tags = ["gift", "wholesale", "first order", "priority"];
const reasons: CancelReason[] = ["customer_request", "customer_request", "out_of_stock", "other"];
const notes = [
  "Please call before delivery.",
  "Gift, no invoice in the box.",
  "Leave it with the guard.",
  "After 5 pm.",
];

function amountsOf(random: Random, country: string, lines: SampleLine[]) {
  const [unit, tax_rate, postage] = country === "BD" ? [2_000, 0.05, 6_000] : [100, 0.08, 599];
  const sub_total = lines.reduce((sum, { total }) => sum + total, 0);
  const discount = chance(random, 0.2) ? Math.round(sub_total * 0.1) : 0;
  const tax = Math.round(taxableOf(lines) * (1 - discount / sub_total) * tax_rate);
  const shipping = chance(random, 0.3) ? 0 : postage;
  const tip = chance(random, 0.05) ? unit : 0;
  return { sub_total, discount, tax, shipping, tip, grand_total: sub_total - discount + tax + shipping + tip };
}
