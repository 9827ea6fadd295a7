import "./data.ts";
import { ulid } from "ulid";
import { until } from "../until.ts";
import { act, ask, type Parsed } from "./index.ts";
import { all, sell } from "./orders.ts";
import { newReview } from "./reviews.ts";
import { newCustomer, newOrder, type Shop, setStatus, shopperOf, untilTotals } from "./shop.ts";

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
  const account = await fillAccount(shop, made.id, { id: product_id, sku, name: "Mug" });
  await untilTotals(shop, made.id, 2, 15);
  await untilEarned(shop, made.id, 15);
  return {
    ...account,
    ...(await fillWebhook(shop)),
    ...(await fillImport(shop)),
    ...(await fillRefund(shop)),
    id: made.id,
    user_id: String(listed.body.data[0].user_id),
    group_id: await post("/customer-groups", { name: "G" }),
    sku,
    product_id,
    promotion_id: await post("/promotions", { code: ulid(), type: "percentage", value: 10 }),
    location_id: await post("/locations", { name: "Kitchen", tax_rate: 0.1, order_types: ["PICKUP"] }),
    order_id: sold.order.id,
    fulfillment_id: await post(`${sold.path}/fulfillments`, { items: all(sold, 1) }),
  };
}

// A file without rows: it makes nothing later.
async function fillImport(shop: Shop): Promise<Ids> {
  const headers = { "Content-Type": "text/csv" };
  const { body } = await shop.ask("POST", "/customers/import", { raw: "email,first_name\r\n", headers });
  return { import_id: body.id };
}

async function fillRefund(shop: Shop): Promise<Ids> {
  const { path } = await sell(shop);
  const { body } = await shop.ask("POST", `${path}/refunds`, { body: { amount: 1, reason: "goodwill" } });
  return { refund_id: body.refund.id };
}

// Nothing listens there.
async function fillWebhook({ askApp }: Shop): Promise<Ids> {
  const body = { url: "http://127.0.0.1:9/hook", topics: ["location.deleted"] };
  const made = await askApp("POST", "/webhooks", { body });
  const tested = await askApp("POST", `/webhooks/${made.body.data.id}/test`);
  return { webhook_id: made.body.data.id, delivery_id: tested.body.data.id };
}

async function untilEarned({ store }: Shop, id: string, points: number): Promise<void> {
  const path = `/customers/${id}/loyalty`;
  await until(async () => (await ask("GET", path, { as: shopperOf(store, id) })).body.points_balance === points);
}

// What a shopper has: an address, a bank account, a delivered order of which something comes back, a review, a session.
async function fillAccount(shop: Shop, id: string, mug: Parsed): Promise<Ids> {
  const as = shopperOf(shop.store, id);
  const post = async (path: string, body: object) => {
    const reply = await ask("POST", path, { as, body });
    if (reply.status > 201) throw new Error(`${path} was not made: ${reply.text}`);
    return reply.body;
  };
  const items = [{ product_id: mug.id, sku: mug.sku, name: mug.name, quantity: 2, unit_price: 500 }];
  const order = await newOrder(shop, id, 1_000, { items });
  await setStatus(order, "delivered");
  const line = { product_id: mug.id, sku: mug.sku, quantity: 1, resolution: "refund", return_reason: "Too small." };
  const number = { account_holder: "Rahim", bank_name: "City Bank", account_number: "1234567890" };
  const { store_id, tenant_id } = shop.store;
  const session = { store_id, tenant_id, customer_id: id, client: { ip: "127.0.0.1", user_agent: null } };
  return {
    address_id: (await post(`/customers/${id}/addresses`, { line1: "7 Lake Road", city: "Dhaka" })).id,
    bank_account_id: (await post(`/customers/${id}/bank-accounts`, number)).id,
    order_number: order.order_number,
    return_id: (await post(`/orders/${order.order_number}/return`, { return_items: [line] })).id,
    review_id: (await newReview(shop, id, mug)).id,
    session_id: (await act("auth.startSession", { idempotency_key: ulid(), ...session })).session_id,
  };
}

/** Everything that a shop shows of what was filled into it: what a request that is refused must not have changed. */
export async function stateOf(shop: Shop, { id, order_id, sku }: Ids): Promise<unknown[]> {
  const lists = ["/customers?size=100", "/customer-groups", "/orders", "/products", "/promotions", "/locations"];
  lists.push("/reviews", "/returns", `/orders/${order_id}/fulfillments`, `/inventory/${sku}`);
  const account = ["addresses", "bank-accounts", "loyalty-points-activity"].map((part) => `/customers/${id}/${part}`);
  const as = shopperOf(shop.store, String(id));
  const replies = await Promise.all([
    ...lists.map((path) => shop.ask("GET", path)),
    ...account.map((path) => ask("GET", path, { as })),
  ]);
  // A refusal names its request; the shopper of an erased customer is refused.
  return replies.map(({ body: { request_id: _id, ...body } }) => body);
}
