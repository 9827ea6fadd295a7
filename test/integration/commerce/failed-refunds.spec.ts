import "../../support/harness/data.ts";
import { expect } from "chai";
import { type Counter, openCounter } from "../../support/harness/counter.ts";
import { act, type Parsed, product } from "../../support/harness/index.ts";
import { moveReturn } from "../../support/harness/returns.ts";
import { asShopper } from "../../support/harness/reviews.ts";
import { newCustomer, staffOf } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

describe("commerce: refunds that fail after they were made", () => {
  let counter: Counter;
  let item: Parsed;
  before(async () => {
    counter = await openCounter();
    item = await counter.stock(100, 100, { tax_class: "zero" });
  });

  /** Has the bank send the last refund of an order back. */
  async function fail({ id, payment }: Parsed): Promise<void> {
    const body = JSON.stringify({
      store_id: counter.shop.store.store_id,
      payment_id: payment.id,
      outcome: "refund_failed",
    });
    const headers = { "Content-Type": "application/json" };
    expect((await fetch(`${product().url}/hooks/sandbox`, { method: "POST", headers, body })).status).to.equal(200);
    await until(async () => (await read(id)).refunds.some(({ status }: Parsed) => status === "failed"));
  }
  const read = async (id: string): Promise<Parsed> => (await counter.shop.ask("GET", `/orders/${id}`)).body;
  const settle = async (id: string) => {
    const { refunds } = await read(id);
    const reply = await counter.shop.ask("POST", `/orders/${id}/refunds/${refunds[0].id}/settle`, { body: {} });
    expect(reply.status, reply.text).to.equal(200);
  };
  const untilPoints = (customer_id: string, points: number) => {
    const { store_id } = counter.shop.store;
    return until(async () => (await act("orchestra.getLoyalty", { store_id, customer_id })).points_balance === points);
  };

  async function deliver(payment_method_id = "pm_card_visa") {
    const { id: customer_id } = await newCustomer(counter.shop);
    const items = [{ menu_item_id: item.id, quantity: 1 }];
    const placed = await counter.order(
      { items, payment_method_id },
      staffOf(counter.shop.store, ["customer"], customer_id),
    );
    await counter.shop.ask("PATCH", `/orders/${placed.body.id}/status`, { body: { status: "delivered" } });
    await untilPoints(customer_id, 100);
    return { ...placed.body, customer_id };
  }

  it("give their points again, and take them once when they are settled", async () => {
    const order = await deliver();
    const refund = { amount: 30, reason: "goodwill" };
    expect((await counter.shop.ask("POST", `/orders/${order.id}/refunds`, { body: refund })).status).to.equal(201);
    await untilPoints(order.customer_id, 70);
    await fail(order);
    await untilPoints(order.customer_id, 100);
    await settle(order.id);
    await untilPoints(order.customer_id, 70);
  });

  for (const [word, method] of [
    ["at once", "pm_card_visa"],
    ["later", "pm_card_refund_pending"],
  ] as const)
    it(`are taken off their return, and noted with it once when they are settled (decided ${word})`, async () => {
      const order = await deliver(method);
      const { id: product_id, sku } = item;
      const line = { product_id, sku, quantity: 1, resolution: "refund", return_reason: "Too large." };
      const shopper = asShopper(counter.shop, order.customer_id);
      const asked = await shopper("POST", `/orders/${order.order_number}/return`, { body: { return_items: [line] } });
      await moveReturn(counter.shop, asked.body.id, "approve");
      expect((await moveReturn(counter.shop, asked.body.id, "receive")).body).to.include({ refund_amount: 100 });
      await fail(order);
      await until(async () => (await read(order.id)).returns[0].refund_amount === null);
      await untilPoints(order.customer_id, 100);
      await settle(order.id);
      expect((await read(order.id)).returns[0].refund_amount).to.equal(100);
      await untilPoints(order.customer_id, 0);
    });
});
