import "../../../support/data-dir.ts";
import { expect } from "chai";
import { demoOrders } from "../../../../demo-data/demo-orders.ts";
import { sampleReturnOf } from "../../../../demo-data/order-returns.ts";
import { demoStores, demoToday } from "../../../../demo-data/stores.ts";
import { Database } from "../../../../mixins/db/database.ts";
import { demoOrders as insertOrders } from "../../../../services/orders/orders.demo.ts";
import orders from "../../../../services/orders/orders.service.ts";
import { demoReturns } from "../../../../services/returns/returns.demo.ts";
import returns from "../../../../services/returns/returns.service.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

describe("demo returns", () => {
  let broker: Running;
  let db: Database;

  before(async () => {
    broker = await startBroker(orders, returns);
    db = new Database("returns");
    const ofOrders = new Database("orders");
    await insertOrders(ofOrders);
    await ofOrders.close();
    await demoReturns(db);
  });
  after(async () => {
    await broker.stop();
    await db.close();
  });

  it("have several statuses in each store, for delivered orders, up to the amount paid", async () => {
    for (const store of demoStores) {
      const samples = demoOrders(store, demoToday());
      const { items, total } = await broker.call("returns.search", {
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

  it("reserve their items in the orders service and can be completed", async () => {
    for (const { store_id } of demoStores) {
      const open = await broker.call("returns.search", { store_id, filter: { status: "approved" }, limit: 1 });
      const [one] = open.items;
      const confirmed = { idempotency_key: `demo-${store_id}`, store_id, return_id: one?.id ?? "" };
      await broker.call("orders.confirmReturn", { ...confirmed, order_id: one?.order_id ?? "" });
      const order = await broker.call("orders.get", { store_id, order_id: one?.order_id ?? "" });
      expect(order.items[0]?.returned_quantity).to.equal(1);
    }
  });

  it("are the same after a restart, also on another day", async () => {
    const [store] = demoStores;
    if (!store) throw new Error("There is no demo store.");
    const { total } = await broker.call("returns.search", { store_id: store.store_id, filter: {}, limit: 1 });
    await demoReturns(db);
    const again = await broker.call("returns.search", { store_id: store.store_id, filter: {}, limit: 1 });
    expect(again.total).to.equal(total);
    const day = 24 * 3_600 * 1_000;
    const of = (now: number) => demoOrders(store, now).map((order) => sampleReturnOf(order)?.id);
    expect(new Set(of(demoToday() - day))).to.deep.equal(new Set(of(demoToday())));
  });
});
