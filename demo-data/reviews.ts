import type { Review } from "../services/contracts.ts";
import { demoOrders } from "./demo-orders.ts";
import { idWithin } from "./ids-within.ts";
import { sampleTimelineOf } from "./order-parts.ts";
import { between, chance, pick, randomOf, weighted } from "./random.ts";
import { dayMs, type SampleStore } from "./stores.ts";

/** A product's first delivery to a customer of the demo, and their review of it. */
export interface SamplePurchase {
  customer_id: string;
  product_id: string;
  sku: string;
  name: string;
  order_id: string;
  order_number: string;
  delivered_at: number;
  review: Review | null;
}

/** The purchases of a demo store's customers, the earliest delivery first; more than half of them have a review. */
export function demoPurchases(store: SampleStore, now: number): SamplePurchase[] {
  const first = new Map<string, SamplePurchase>();
  const delivered = demoOrders(store, now).flatMap((order) => {
    const at = sampleTimelineOf(order).find(({ data }) => data?.to === "delivered")?.at;
    return at === undefined ? [] : [{ order, at }];
  });
  for (const { order, at } of delivered.sort((a, b) => a.at - b.at)) {
    for (const [index, { product_id, sku, name }] of order.items.entries()) {
      const { id: order_id, customer_id, order_number } = order;
      const key = `${customer_id} ${product_id}`;
      if (first.has(key)) continue;
      const purchase = { customer_id, product_id, sku, name, order_id, order_number, delivered_at: at };
      first.set(key, { ...purchase, review: reviewOf(purchase, index, now) });
    }
  }
  return [...first.values()];
}

function reviewOf(purchase: Omit<SamplePurchase, "review">, index: number, now: number): Review | null {
  const { customer_id, product_id, order_id, name: product_name, delivered_at } = purchase;
  const random = randomOf("review", order_id, index);
  if (!chance(random, 0.55)) return null;
  const rating = rated(random);
  const [title, body] = pick(random, texts[rating - 1] ?? []) ?? ["", ""];
  const created_at = Math.min(now, delivered_at + between(random, 1, 10 * 24) * (dayMs / 24));
  const isRejected = rating === 1 && chance(random, 0.3);
  return {
    id: idWithin("rev", order_id, index),
    product_id,
    customer_id,
    order_id,
    product_name,
    rating,
    title,
    body,
    status: isRejected ? "rejected" : "published",
    version: isRejected ? 2 : 1,
    created_at,
    updated_at: created_at,
  };
}

const rated = weighted([
  [5, 52],
  [4, 27],
  [3, 11],
  [2, 5],
  [1, 5],
] as const);

// For ratings from 1 to 5.
const texts: readonly (readonly (readonly [title: string, body: string])[])[] = [
  [
    ["Not what I ordered", "It came damaged, and nobody answered when I called."],
    ["Never again", "Cold on arrival, half of it spilled in the bag."],
  ],
  [
    ["Expected more", "Fine to look at, but smaller than in the pictures."],
    ["Too late", "Good in itself, but it came two days after it was promised."],
  ],
  [
    ["All right", "Does what it says. Nothing special."],
    ["Fair for the price", "Would take a bigger one next time."],
  ],
  [
    ["Good", "Well packed and as described. One star off for the wait."],
    ["Happy with it", "Good quality. I have ordered another one for my sister."],
    ["Solid", "Just as on the picture, and it came a day early."],
  ],
  [
    ["Excellent", "The best that I have had in this town. Ordering again."],
    ["Loved it", "Everybody at home liked it. Thank you!"],
    ["Perfect", "Quick delivery, careful packing, just what I wanted."],
    ["Highly recommended", "Third time that I order this, and it never disappoints."],
  ],
];
