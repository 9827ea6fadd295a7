import { expect } from "chai";
import { demoOrders } from "../../../../demo-data/demo-orders.ts";
import { sampleReturnOf } from "../../../../demo-data/order-returns.ts";
import { demoStores, demoToday } from "../../../../demo-data/stores.ts";
import { Database } from "../../../../mixins/db/database.ts";
import { demoOrders as insertOrders } from "../../../../services/orders/orders.demo.ts";
import orders from "../../../../services/orders/orders.service.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

describe("demo returns", () => {
  let broker: Running;
  let db: Database;

  before(async () => {
    broker = await startBroker(orders);
    db = new Database("orders");
    await insertOrders(db);
  });
  after(async () => {
    await broker.stop();
    await db.close();
  });

  it("have several statuses in each store, for delivered orders, up to the amount paid", async () => {
    for (const store of demoStores) {
      const samples = demoOrders(store, demoToday());
      const { items, total } = await broker.call("orders.searchReturns", {
        store_id: store.store_id,
        filter: {},
        limit: 100,
      });
      expect(total).to.be.within(5, 40).and.equal(items.length);
      expect(new Set(items.map(({ status }) => status))).to.deep.equal(new Set(["requested", "approved", "rejected"]));
      for (const { order_id, order_number, items: lines } of items) {
        const order = samples.find(({ id }) => id === order_id);
        expect(order).to.include({ status: "delivered", order_number });
        expect(lines[0]?.amount).to.be.within(1, order?.grand_total ?? 0);
      }
    }
  });

  it("hold their pieces and can be received", async () => {
    for (const { store_id } of demoStores) {
      const open = await broker.call("orders.searchReturns", { store_id, filter: { status: "approved" }, limit: 1 });
      const [one] = open.items;
      const of = { store_id, order_id: one?.order_id ?? "" };
      const received = { idempotency_key: `demo-${store_id}`, return_id: one?.id ?? "", status: "received" as const };
      await broker.call("orders.moveReturn", { ...of, ...received });
      const order = await broker.call("orders.get", of);
      expect(order.items[0]?.returned_quantity).to.equal(1);
    }
  });

  it("are the same after a restart, also on another day", async () => {
    const [store] = demoStores;
    if (!store) throw new Error("There is no demo store.");
    const { total } = await broker.call("orders.searchReturns", { store_id: store.store_id, filter: {}, limit: 1 });
    await insertOrders(db);
    const again = await broker.call("orders.searchReturns", { store_id: store.store_id, filter: {}, limit: 1 });
    expect(again.total).to.equal(total);
    const day = 24 * 3_600 * 1_000;
    const of = (now: number) => demoOrders(store, now).map((order) => sampleReturnOf(order)?.id);
    expect(new Set(of(demoToday() - day))).to.deep.equal(new Set(of(demoToday())));
  });
});
