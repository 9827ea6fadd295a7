import { expect } from "chai";
import { Database } from "../../../../mixins/db/database.ts";
import { newId } from "../../../../mixins/values/ids.ts";
import type { NewOrder } from "../../../../services/contracts.ts";
import { type OrdersShop, openOrders, plain, refused } from "../../../support/core/shop-of-orders.ts";

describe("orders: placement data", () => {
  let shop: OrdersShop;
  before(async () => {
    shop = await openOrders();
  });
  after(() => shop.stop());

  const [line = expect.fail()] = plain.items ?? [];
  const create = (idempotency_key: string, order: Partial<NewOrder> = {}) =>
    shop.call("orders.create", {
      store_id: shop.store_id,
      idempotency_key,
      tenant_id: "ten_test",
      order: { ...plain, ...order },
    });
  const withdraw = (order_id: string, undoes: string, note?: string) =>
    shop.call("orders.withdraw", { ...shop.write(), order_id, undoes, note });

  it("stores location, type, promotion, redemption and instructions", async () => {
    const given = {
      status: "confirmed",
      location_id: newId("loc"),
      order_type: "PICKUP",
      promotion: { code: "SAVE10", discount: 100, description: "10% off your order" },
      redemption_id: newId("red"),
      shipping_address_id: newId("addr"),
    } as const;
    const made = await shop.order({ ...given, items: [{ ...line, special_instructions: "No onions." }, line] });
    expect(made).to.deep.include(given);
    expect(made).to.include({ scheduled_at: null, delivered_at: null });
    expect(made.items.map((item) => item.special_instructions)).to.deep.equal(["No onions.", null]);
    expect(await shop.get(made)).to.deep.equal(made);
  });

  it("finds an order by number within its store and customer", async () => {
    const { id: order_id, order_number } = await shop.order({ customer_id: "cust_a" });
    const find = (more: object, store_id = shop.store_id) =>
      shop.call("orders.findByNumber", { store_id, order_number, ...more });
    expect(await find({})).to.deep.equal({ order_id });
    expect(await find({ customer_id: "cust_a" })).to.deep.equal({ order_id });
    await refused(find({ customer_id: "cust_b" }), "404 order_not_found");
    await refused(find({ order_number: `${order_number} ` }), "404 order_not_found");
    await refused(find({}, shop.store_id + 1_000_000), "404 order_not_found");
  });

  it("uses a saved address until the order is shipped", async () => {
    const address_id = newId("addr");
    const { id: order_id } = await shop.order({ customer_id: "cust_moving", shipping_address_id: address_id });
    const isUsed = async (more = {}) => {
      const params = { store_id: shop.store_id, customer_id: "cust_moving", address_id, ...more };
      return (await shop.call("orders.usesAddress", params)).used;
    };
    for (const status of ["pending", "confirmed", "processing"] as const) {
      await shop.call("orders.setStatus", { ...shop.write(), order_id, status });
      expect(await isUsed(), status).to.equal(true);
    }
    expect(await isUsed({ customer_id: "cust_other" })).to.equal(false);
    expect(await isUsed({ address_id: newId("addr") })).to.equal(false);
    await shop.call("orders.setStatus", { ...shop.write(), order_id, status: "shipped" });
    expect(await isUsed()).to.equal(false);
  });

  describe("withdrawal", () => {
    it("cancels the order and its items once", async () => {
      const key = newId("req");
      const { id } = await create(key);
      expect(await withdraw(id, key, "The card was declined.")).to.deep.equal({ withdrawn: true });
      const after = await shop.get({ id });
      expect(after).to.include({ status: "cancelled", cancel_reason: "other", note: "The card was declined." });
      for (const item of after.items) expect(item.cancelled_quantity).to.equal(item.quantity);
      expect(after.timeline.at(-1)?.type).to.equal("order.cancelled");
      expect(await withdraw(id, key)).to.deep.equal({ withdrawn: true });
      expect((await shop.get({ id })).version).to.equal(after.version);
      const db = new Database("orders");
      const sql = "SELECT fact FROM orders_outbox WHERE aggregate_id = ? AND name = 'order.cancelled'";
      const events = await db.rows<{ fact: string }>(sql, [id]);
      await db.close();
      expect(events.map(({ fact: event }) => JSON.parse(event).data.withdrawn)).to.deep.equal([true]);
    });

    const moneys = [
      ["captured", "paid", "captured", "refunded"],
      ["authorized", "pending", "voided", "voided"],
      ["pending", "pending", "pending", "pending"],
    ] as const;
    for (const [payment_status, financial_status, ...told] of moneys) {
      it(`tells that the money of a placing that was ${payment_status} went back`, async () => {
        const key = newId("req");
        const { id } = await create(key, { payment_status, financial_status });
        await withdraw(id, key);
        const after = await shop.get({ id });
        expect([after.status, after.payment_status, after.financial_status]).to.deep.equal(["cancelled", ...told]);
      });
    }

    it("prevents an order that is not created yet", async () => {
      const [key, id] = [newId("req"), newId("ord")];
      expect(await withdraw(id, key)).to.deep.equal({ withdrawn: false });
      await refused(create(key, { id }), "422 idempotency_key_reused");
      await refused(shop.get({ id }), "404 order_not_found");
    });

    it("cancels or prevents an order that is being created", async function () {
      this.timeout(60_000);
      for (let turn = 0; turn < 10; turn++) {
        const [key, id] = [newId("req"), newId("ord")];
        const [creation, withdrawal] = [() => create(key, { id }), () => withdraw(id, key)];
        const both = turn % 2 === 0 ? [creation(), withdrawal()] : [withdrawal(), creation()];
        const [created] = (await Promise.allSettled(both)).filter((_, index) => index === turn % 2);
        if (created?.status === "fulfilled") expect((await shop.get({ id })).status).to.equal("cancelled");
        else await refused(shop.get({ id }), "404 order_not_found");
      }
    });

    it("is refused once the order is shipped", async () => {
      const key = newId("req");
      const { id: order_id } = await create(key);
      await shop.call("orders.setStatus", { ...shop.write(), order_id, status: "shipped" });
      await refused(withdraw(order_id, key), "409 order_not_cancellable");
    });
  });
});
