import { expect } from "chai";
import { demoOrders } from "../../../../demo-data/demo-orders.ts";
import { sampleFulfillmentsOf } from "../../../../demo-data/order-parts.ts";
import { demoStores, demoToday } from "../../../../demo-data/stores.ts";
import { Database } from "../../../../mixins/db/database.ts";
import { demoFulfillments } from "../../../../services/shipments/shipments.demo.ts";
import shipments from "../../../../services/shipments/shipments.service.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

describe("demo shipments", () => {
  let broker: Running;
  let db: Database;

  before(async () => {
    broker = await startBroker(shipments);
    db = new Database("shipments");
    await demoFulfillments(db);
  });
  after(async () => {
    await broker.stop();
    await db.close();
  });

  it("match the demo orders of each store", async () => {
    for (const store of demoStores) {
      const orders = demoOrders(store, demoToday()).filter(
        ({ fulfillment_status }) => fulfillment_status === "fulfilled",
      );
      expect(orders.length).to.be.above(10);
      for (const order of orders.slice(0, 10)) {
        const found = await broker.call("shipments.ofOrder", { store_id: store.store_id, order_id: order.id });
        expect(found).to.deep.equal(sampleFulfillmentsOf(order));
      }
    }
  });

  it("are unchanged by a repeated import", async () => {
    const [store] = demoStores;
    const order = demoOrders(store as (typeof demoStores)[0], demoToday()).find(({ status }) => status === "shipped");
    const ref = { store_id: Number(store?.store_id), order_id: String(order?.id) };
    const [fulfillment] = await broker.call("shipments.ofOrder", ref);
    const changes = { status: "delivered" as const };
    const of = { ...ref, fulfillment_id: String(fulfillment?.id), idempotency_key: "demo-delivered" };
    await broker.call("shipments.update", { ...of, changes });
    const count = () => db.row("SELECT COUNT(*) AS shipments FROM fulfillments");
    const before = await count();
    await demoFulfillments(db);
    expect(await count()).to.deep.equal(before);
    expect((await broker.call("shipments.ofOrder", ref))[0]).to.include(changes);
  });
});
