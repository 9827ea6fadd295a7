import "./data.ts";
import { ulid } from "ulid";
import { until } from "../until.ts";
import { ask, type Parsed, type Reply, type Sending } from "./index.ts";
import { newOrder, type Shop, shopperOf } from "./shop.ts";

/** Makes a product of a shop. */
export async function newProduct(shop: Shop, fields: object = {}): Promise<Parsed> {
  const reply = await shop.ask("POST", "/products", {
    body: { sku: `SKU-${ulid()}`, name: "Mug", price: 5, ...fields },
  });
  if (reply.status !== 201) throw new Error(`The product was not made: ${reply.text}`);
  return reply.body;
}

/** Creates a customer's order of products and delivers it; returns the order. */
export async function deliver(shop: Shop, customer_id: string, products: Parsed[]) {
  const items = products.map(({ id: product_id, sku, name }) => ({
    product_id,
    sku,
    name,
    quantity: 1,
    unit_price: 500,
  }));
  const order = await newOrder(shop, customer_id, 500 * items.length, { items });
  const reply = await shop.ask("PATCH", `/orders/${order.id}/status`, { body: { status: "delivered" } });
  if (reply.status !== 200) throw new Error(`The order was not delivered: ${reply.text}`);
  return order;
}

/** Sends to the storefront as a customer of a shop. */
export const asShopper =
  ({ store }: Shop, customer_id: string) =>
  (method: string, path: string, sending: Sending = {}): Promise<Reply> =>
    ask(method, path, { as: shopperOf(store, customer_id), ...sending });

/** Waits until a customer may review products, which follows events of deliveries. */
export async function untilReady(shop: Shop, customer_id: string, products: Parsed[]): Promise<Parsed[]> {
  const shopper = asShopper(shop, customer_id);
  const wanted = products.map(({ id }) => id);
  return until(async () => {
    const { body } = await shopper("GET", `/customers/${customer_id}/reviews`);
    const ready: Parsed[] = body.ready_for_review;
    return wanted.every((id) => ready.some(({ product_id }) => product_id === id)) ? ready : undefined;
  });
}

/** A review as a shopper sends it. */
export const reviewBody = (fields: object = {}) => ({
  rating: 5,
  title: "Loved it",
  body: "Everybody at home liked it.",
  ...fields,
});

/** Delivers a product to a customer, who reviews it; returns the review. */
export async function newReview(
  shop: Shop,
  customer_id: string,
  product: Parsed,
  fields: object = {},
): Promise<Parsed> {
  await deliver(shop, customer_id, [product]);
  await untilReady(shop, customer_id, [product]);
  const path = `/catalog/products/${product.id}/reviews`;
  const reply = await asShopper(shop, customer_id)("POST", path, { body: reviewBody(fields) });
  if (reply.status !== 201) throw new Error(`The review was not written: ${reply.text}`);
  return reply.body;
}
