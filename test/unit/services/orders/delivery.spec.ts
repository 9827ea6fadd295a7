import { expect } from "chai";
import type { DomainEvent, OrderDetail } from "../../../../services/contracts.ts";
import { type OrdersShop, openOrders, plain } from "../../../support/core/shop-of-orders.ts";

const { Database } = await import("../../../../mixins/db/database.ts");

const products = [
  { product_id: "item_1", sku: "PASTA", name: "Pasta" },
  { product_id: "item_2", sku: "PIZZA", name: "Pizza" },
];

describe("orders: delivery", () => {
  let shop: OrdersShop;
  let db: InstanceType<typeof Database>;
  before(async () => {
    shop = await openOrders();
    db = new Database("orders");
  });
  after(async () => {
    await db.close();
    await shop.stop();
  });

  const [line = expect.fail()] = plain.items ?? [];
  const setStatus = (order: OrderDetail, status: "confirmed" | "shipped" | "delivered") =>
    shop.call("orders.setStatus", { ...shop.write(), order_id: order.id, status });
  const move = (order: OrderDetail, fulfillment_id: string, status: "shipped" | "delivered") =>
    shop.call("orders.setFulfillmentStatus", { ...shop.write(), order_id: order.id, fulfillment_id, status });

  type PublishedEvent = { name: string; before: object; after: object; delivered?: object[] };
  async function eventsOf({ id }: { id: string }): Promise<PublishedEvent[]> {
    const sql = "SELECT fact FROM orders_outbox WHERE aggregate_id = ? ORDER BY id";
    const rows = await db.rows<{ fact: string }>(sql, [id]);
    return rows.map(({ fact: text }) => {
      const event = JSON.parse(text) as DomainEvent;
      return { name: event.name, ...(event.data as unknown as Omit<PublishedEvent, "name">) };
    });
  }

  it("is recorded and published once, with each product once, when the status becomes delivered", async () => {
    const order = await shop.order({ items: [...(plain.items ?? []), line] });
    const since = Date.now();
    await setStatus(order, "shipped");
    expect((await shop.get(order)).delivered_at).to.equal(null);
    await setStatus(order, "delivered");
    await setStatus(order, "delivered");
    const after = await shop.get(order);
    expect(after.delivered_at).to.be.within(since, after.updated_at);
    const deliveries = (await eventsOf(order)).filter(({ delivered }) => delivered);
    expect(deliveries).to.have.length(1);
    expect(deliveries[0]).to.deep.include({ name: "order.status_changed", delivered: products });
    expect(deliveries[0]).to.deep.include({ before: { status: "shipped" }, after: { status: "delivered" } });
  });

  it("is recorded and published when the last fulfilment is delivered, not before", async () => {
    const order = await shop.order();
    const [first, second] = order.items;
    const one = await shop.fulfil(order, [{ item_id: first?.id ?? "", quantity: 3 }]);
    const two = await shop.fulfil(order, [{ item_id: second?.id ?? "", quantity: 2 }]);
    await move(order, one, "delivered");
    expect(await shop.get(order)).to.include({ status: "pending", delivered_at: null });
    await move(order, two, "delivered");
    const after = await shop.get(order);
    expect(after).to.include({ status: "delivered", delivered_at: after.updated_at });
    const deliveries = (await eventsOf(order)).filter(({ delivered }) => delivered);
    expect(deliveries).to.have.length(1);
    expect(deliveries[0]).to.deep.include({ name: "order.fulfillment_changed", delivered: products });
    expect(deliveries[0]?.before).to.include({ status: "pending" });
    expect(deliveries[0]?.after).to.include({ status: "delivered" });
  });

  it("is recorded and published once for each order whose status is set to delivered", async () => {
    const orders = [await shop.order(), await shop.order({ items: [line] }), await shop.order()];
    const [, , deliveredEarlier = expect.fail()] = orders;
    await setStatus(deliveredEarlier, "delivered");
    const deliveredAt = (await shop.get(deliveredEarlier)).delivered_at;
    for (const order of orders) await setStatus(order, "delivered");
    for (const [index, order] of orders.entries()) {
      const after = await shop.get(order);
      expect(after.delivered_at).to.equal(index === 2 ? deliveredAt : after.updated_at);
      const deliveredProducts = (await eventsOf(order)).flatMap(({ delivered }) => delivered ?? []);
      expect(deliveredProducts).to.deep.equal(index === 1 ? products.slice(0, 1) : products);
    }
  });

  it("is not published for other statuses", async () => {
    const orders = [await shop.order(), await shop.order()];
    for (const order of orders) await setStatus(order, "shipped");
    for (const order of orders) {
      expect((await shop.get(order)).delivered_at).to.equal(null);
      for (const event of await eventsOf(order)) expect(event).to.not.have.property("delivered");
    }
  });
});
