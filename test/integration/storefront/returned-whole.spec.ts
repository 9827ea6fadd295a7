import "../../support/harness/data.ts";
import { expect } from "chai";
import { ulid } from "ulid";
import { act, ask, type Parsed } from "../../support/harness/index.ts";
import { moveReturn } from "../../support/harness/returns.ts";
import { newProduct } from "../../support/harness/reviews.ts";
import { newCustomer, newShop, type Shop, shopperOf, staffOf } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

describe("orders that come back", () => {
  let shop: Shop;
  let location_id: string;
  let products: Parsed[];
  before(async () => {
    shop = await newShop();
    const places = { name: "Kitchen", tax_rate: 0.1, tax_rates: { reduced: 0.05 }, order_types: ["PICKUP"] };
    location_id = (await shop.ask("POST", "/locations", { body: places })).body.id;
    const product = (tax_class: string) => newProduct(shop, { price: 100, tax_class, track_stock: false });
    products = await Promise.all(["standard", "zero", "reduced"].map(product));
  });

  const asBuyer = (customer_id: string) => ({ as: shopperOf(shop.store, customer_id) });
  const points = async (customer_id: string): Promise<Parsed> =>
    (await ask("GET", `/customers/${customer_id}/loyalty`, asBuyer(customer_id))).body;

  async function place(customer_id: string, lines: Parsed[], more: object = {}): Promise<Parsed> {
    const items = lines.map(({ id: menu_item_id }) => ({ menu_item_id, quantity: 1 }));
    const order = { location_id, order_type: "PICKUP", items, payment_method_id: "pm_card_ok", ...more };
    const reply = await ask("POST", "/api/v1/customers/orders", {
      as: staffOf(shop.store, ["customer"], customer_id),
      headers: { "Idempotency-Key": ulid() },
      body: order,
    });
    expect(reply.status, reply.text).to.equal(201);
    await shop.ask("PATCH", `/orders/${reply.body.id}/status`, { body: { status: "delivered" } });
    return reply.body;
  }

  async function sendBack(customer_id: string, { order_number }: Parsed, lines: Parsed[]): Promise<Parsed> {
    const line = { quantity: 1, resolution: "refund", return_reason: "Too large." };
    const return_items = lines.map(({ id: product_id, sku }) => ({ product_id, sku, ...line }));
    const path = `/orders/${order_number}/return`;
    const asked = await ask("POST", path, { ...asBuyer(customer_id), body: { return_items } });
    expect(asked.status, asked.text).to.equal(200);
    await moveReturn(shop, asked.body.id, "approve");
    return (await moveReturn(shop, asked.body.id, "receive")).body;
  }

  it("give each line its own tax back", async () => {
    const { id } = await newCustomer(shop);
    const order = await place(id, products);
    const given = [];
    for (const product of products) given.push((await sendBack(id, order, [product])).refund_amount);
    expect(given).to.deep.equal([110, 100, 105]);
  });

  it("keep no points for a tip", async () => {
    const { id } = await newCustomer(shop);
    const [pasta = expect.fail()] = products;
    const order = await place(id, [pasta], { tip_amount: 50 });
    await until(async () => (await points(id)).points_balance === 100);
    await sendBack(id, order, [pasta]);
    await until(async () => (await points(id)).points_balance === 0);
    const { body } = await shop.ask("GET", `/orders/${order.id}`);
    expect(body).to.include({ financial_status: "partially_refunded" });
  });

  it("give the points back that were spent on them, when all of it came back", async () => {
    const { id: customer_id } = await newCustomer(shop);
    const { store_id, tenant_id, currency_decimals } = shop.store;
    const member = { store_id, tenant_id, customer_id };
    await act("loyalty.adjust", { ...member, idempotency_key: ulid(), adjustment: 500, reason: "A gift" });
    const wish = { points: 500, reward_type: "discount" as const, currency_decimals };
    const { redemption } = await act("loyalty.redeem", { ...member, idempotency_key: ulid(), ...wish });
    const order = await place(customer_id, products.slice(0, 2), { redemption_id: redemption.id });
    await until(async () => (await points(customer_id)).points_balance === 195);
    await sendBack(customer_id, order, products.slice(0, 1));
    await until(async () => (await points(customer_id)).points_balance < 195);
    expect((await points(customer_id)).points_balance).to.be.below(195);
    await sendBack(customer_id, order, products.slice(1, 2));
    await until(async () => (await points(customer_id)).points_balance === 500);
  });
});
