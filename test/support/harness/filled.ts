import "./data.ts";
import { ulid } from "ulid";
import { all, sell } from "./orders.ts";
import { newReview } from "./reviews.ts";
import { newCustomer, type Shop, untilTotals } from "./shop.ts";

/** Ids of records that exist in a shop, by the names that paths give them. */
export type Ids = Record<string, string>;

/** Puts one record of each kind into a shop. A new path parameter must be added here. */
export async function fill(shop: Shop, customer: object = {}): Promise<Ids> {
  const made = await newCustomer(shop, { first_name: "Rahim", phone: "01712345678", ...customer });
  const listed = await shop.askApp("GET", "/customers?search=01712345678");
  const post = async (path: string, body: object): Promise<string> => {
    const reply = await shop.ask("POST", path, { body });
    if (reply.status !== 201) throw new Error(`${path} was not made: ${reply.text}`);
    return reply.body.id;
  };
  const sku = `SKU-${ulid()}`;
  await shop.ask("PUT", `/inventory/${sku}`, { body: { on_hand: 10 } });
  const sold = await sell(shop, { payment: "none" });
  const product_id = await post("/products", { sku, name: "Mug", price: 5 });
  const review = await newReview(shop, made.id, { id: product_id, sku, name: "Mug" });
  await untilTotals(shop, made.id, 1, 5);
  return {
    id: made.id,
    user_id: String(listed.body.data[0].user_id),
    group_id: await post("/customer-groups", { name: "G" }),
    sku,
    product_id,
    review_id: review.id,
    promotion_id: await post("/promotions", { code: ulid(), type: "percentage", value: 10 }),
    location_id: await post("/locations", { name: "Kitchen", tax_rate: 0.1, order_types: ["PICKUP"] }),
    order_id: sold.order.id,
    fulfillment_id: await post(`${sold.path}/fulfillments`, { items: all(sold, 1) }),
  };
}

/** Everything that a shop shows of what was filled into it: what a request that is refused must not have changed. */
export async function stateOf(shop: Shop, { order_id, sku }: Ids): Promise<unknown[]> {
  const lists = ["/customers?size=100", "/customer-groups", "/orders", "/products", "/promotions", "/locations"];
  lists.push("/reviews");
  lists.push(`/orders/${order_id}/fulfillments`, `/inventory/${sku}`);
  const replies = await Promise.all(lists.map((path) => shop.ask("GET", path)));
  return replies.map(({ body }) => body);
}
