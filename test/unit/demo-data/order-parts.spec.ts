import { expect } from "chai";
import { demoOrders } from "../../../demo-data/demo-orders.ts";
import { sampleFulfillmentsOf, samplePaymentsOf, sampleTimelineOf } from "../../../demo-data/order-parts.ts";
import { demoProducts } from "../../../demo-data/products.ts";
import { demoStores } from "../../../demo-data/stores.ts";
import { fulfillmentStatusOf } from "../../../services/orders/fulfillment.rules.ts";
import { lineTotal } from "../../../services/orders/orders.rules.ts";

const today = Date.UTC(2026, 10, 20);

for (const store of demoStores) {
  describe(`demo order details of store ${store.store_id}`, () => {
    const orders = demoOrders(store, today);

    it("have one to three lines of the store's products that add up", () => {
      const skus = new Set(demoProducts(store).map(({ sku }) => sku));
      for (const { items, sub_total, fulfillment_status, status } of orders) {
        expect(items.length).to.be.within(1, 3);
        expect(new Set(items.map(({ sku }) => sku)).size).to.equal(items.length);
        for (const item of items) {
          expect(skus.has(item.sku)).to.equal(true);
          expect(item.total).to.equal(lineTotal(item));
          expect(item.cancelled_quantity).to.equal(status === "cancelled" ? item.quantity : 0);
        }
        expect(items.reduce((sum, { total }) => sum + total, 0)).to.equal(sub_total);
        expect(fulfillmentStatusOf(items)).to.equal(fulfillment_status);
      }
    });

    it("have payments and refunds that match the order's amounts", () => {
      for (const order of orders) {
        const { payments, refunds } = samplePaymentsOf(order);
        expect(payments.map(({ status, amount }) => [status, amount])).to.deep.equal([
          [order.payment_status, order.grand_total],
        ]);
        const refundedAmount = refunds.reduce((sum, { amount }) => sum + amount, 0);
        expect(refundedAmount).to.equal(order.financial_status === "refunded" ? order.grand_total : 0);
        expect((payments[0]?.captured ?? 0) > 0).to.equal(["paid", "refunded"].includes(order.financial_status));
      }
    });

    it("have fulfilments of the fulfilled quantity and one timeline entry per version", () => {
      for (const order of orders) {
        const shipped = sampleFulfillmentsOf(order).flatMap(({ items }) => items);
        for (const { id, fulfilled_quantity } of order.items) {
          expect(shipped.find((item) => item.id === id)?.quantity ?? 0).to.equal(fulfilled_quantity);
        }
        const times = sampleTimelineOf(order).map(({ at }) => at);
        expect(times).to.have.length(order.version);
        expect([times[0], times.at(-1)]).to.deep.equal([order.created_at, order.updated_at]);
        expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
      }
    });

    it("have unique ids", () => {
      const ids = orders.flatMap((order) => [
        ...order.items.map(({ id }) => id),
        ...samplePaymentsOf(order).payments.map(({ id }) => id),
        ...samplePaymentsOf(order).refunds.map(({ id }) => id),
        ...sampleFulfillmentsOf(order).map(({ id }) => id),
        ...sampleTimelineOf(order).map(({ id }) => id),
      ]);
      expect(new Set(ids).size).to.equal(ids.length);
    });
  });
}
