import { expect } from "chai";
import { type Running, startBroker } from "../../../support/broker.ts";

const { default: inventory } = await import("../../../../services/inventory/inventory.service.ts");
const { demoStock } = await import("../../../../services/inventory/inventory.demo.ts");
const { demoProducts } = await import("../../../../demo-data/products.ts");
const { demoStores } = await import("../../../../demo-data/stores.ts");
const { Database } = await import("../../../../mixins/db/database.ts");

describe("demo stock", () => {
  let running: Running;
  before(async () => {
    running = await startBroker(inventory);
    const db = new Database("inventory");
    await demoStock(db);
    await demoStock(db);
    await db.close();
  });
  after(() => running.stop());

  for (const store of demoStores) {
    const { store_id } = store;

    it(`sets each level in store ${store_id} once, with one ledger line`, async () => {
      for (const { sku, stock } of demoProducts(store)) {
        if (stock === null) continue;
        expect(await running.call("inventory.get", { store_id, sku })).to.include({ on_hand: stock, reserved: 0 });
        const { items, total } = await running.call("inventory.movements", { store_id, sku, limit: 10 });
        expect(total).to.equal(1);
        expect(items[0]).to.include({ type: "set", quantity: stock, reference: null });
      }
      const { wrong } = await running.call("inventory.check", { store_id, limit: 100 });
      expect(wrong).to.deep.equal([]);
    });

    it(`keeps no stock for untracked products in store ${store_id}`, async () => {
      const untracked = demoProducts(store).filter(({ stock }) => stock === null);
      expect(untracked).to.have.length.above(0);
      for (const { sku } of untracked) {
        const error = await running.call("inventory.get", { store_id, sku }).catch((error: unknown) => error);
        expect(error).to.include({ type: "sku_not_found" });
      }
    });
  }
});
