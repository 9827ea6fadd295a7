import { expect } from "chai";
import { demoOrders } from "../../../../demo-data/demo-orders.ts";
import { demoStores, demoToday } from "../../../../demo-data/stores.ts";
import { demoPayments } from "../../../../services/payments/payments.demo.ts";
import { openPayments, type PaymentsHarness } from "../../../support/payments/harness.ts";

describe("demo payments", () => {
  let harness: PaymentsHarness;
  before(async () => {
    harness = await openPayments();
    await demoPayments(harness.db);
    await demoPayments(harness.db);
  });
  after(() => harness.db.close());

  for (const store of demoStores) {
    it(`match the payment statuses of the demo orders of store ${store.store_id}`, async () => {
      for (const { id: order_id, payment_status, financial_status } of demoOrders(store, demoToday())) {
        const money = await harness.money({ store_id: store.store_id, order_id });
        expect(money, order_id).to.include({ payment_status, financial_status });
        expect(money.payments).to.have.length(1);
      }
    });
  }

  it("can be refunded by the sandbox", async () => {
    const store = demoStores[0] as (typeof demoStores)[number];
    const { store_id } = store;
    const paid = demoOrders(store, demoToday()).filter(
      ({ financial_status, payment_method }) => financial_status === "paid" && payment_method !== "cod",
    );
    const order_id = String(paid[0]?.id);
    const write = { store_id, order_id, idempotency_key: `demo ${order_id}`, reference: "demo" };
    const { money } = await harness.call("payments.refund", write);
    expect(money).to.include({ financial_status: "refunded", refundable: 0 });
  });
});
