import { expect } from "chai";
import { type Running, startBroker } from "../../../support/broker.ts";

const { default: loyalty } = await import("../../../../services/loyalty/loyalty.service.ts");
const { demoPoints } = await import("../../../../services/loyalty/loyalty.demo.ts");
const { demoAccounts } = await import("../../../../demo-data/demo-points.ts");
const { demoStores, demoToday } = await import("../../../../demo-data/stores.ts");
const { Database } = await import("../../../../mixins/db/database.ts");

describe("demo loyalty points", () => {
  let running: Running;
  before(async () => {
    running = await startBroker(loyalty);
    const db = new Database("loyalty");
    await demoPoints(db);
    await demoPoints(db);
    await db.close();
  });
  after(() => running.stop());

  for (const store of demoStores) {
    const { store_id } = store;

    it(`match the demo orders of store ${store_id}, and each balance equals its ledger`, async () => {
      const accounts = demoAccounts(store, demoToday());
      expect(accounts).to.have.length.above(20);
      for (const { customer_id, points_balance, tier, lines, earned_ytd } of accounts) {
        const status = await running.call("loyalty.status", { store_id, customer_id });
        expect(status).to.include({ points_balance, tier, version: lines.length });
        expect(status.points_earned_ytd).to.equal(Math.max(0, earned_ytd));
        const list = await running.call("loyalty.transactions", { store_id, customer_id, limit: 1_000 });
        expect(list.total).to.equal(lines.length);
      }
      const { checked, wrong } = await running.call("loyalty.check", { store_id, limit: 1_000 });
      expect([checked, wrong]).to.deep.equal([accounts.length, []]);
    });

    it(`include every transaction type and a readable redemption in store ${store_id}`, async () => {
      const accounts = demoAccounts(store, demoToday());
      const types = new Set(accounts.flatMap(({ lines }) => lines.map(({ type }) => type)));
      expect([...types].sort()).to.deep.equal(["adjust", "earn", "expire", "redeem"]);
      const account = accounts.find(({ redemptions }) => redemptions.length > 0);
      const [made] = account?.redemptions ?? [];
      const ref = { store_id, customer_id: account?.customer_id ?? "", redemption_id: made?.id ?? "" };
      expect(await running.call("loyalty.getRedemption", ref)).to.include({ points: made?.points, state: "open" });
    });
  }
});
