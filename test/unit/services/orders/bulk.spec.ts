import { expect } from "chai";
import type { OrderDetail } from "../../../../services/contracts.ts";
import { type OrdersShop, openOrders, refused } from "../../../support/core/shop-of-orders.ts";

describe("orders: bulk changes", () => {
  let shop: OrdersShop;
  before(async () => {
    shop = await openOrders();
  });
  after(() => shop.stop());

  const many = (count: number) => Promise.all(Array.from({ length: count }, () => shop.order({ note: "Mine." })));
  const ids = (orders: OrderDetail[]) => orders.map(({ id }) => id);

  it("sets the status of several orders and reports those that cannot change, with the reason", async () => {
    const [a, b, c, d] = await many(4);
    if (!a || !b || !c || !d) return expect.fail();
    await shop.call("orders.setStatus", { ...shop.write(), order_id: b.id, status: "processing" });
    await shop.call("orders.setStatus", { ...shop.write(), order_id: c.id, status: "delivered" });
    const order_ids = [d.id, "ord_unknown", c.id, b.id, a.id];
    const params = { ...shop.write(), order_ids, status: "processing" as const, note: "Today." };
    const done = await shop.call("orders.bulkSetStatus", params);
    expect(done.updated.map(({ id }) => id)).to.deep.equal([d.id, b.id, a.id]);
    expect(done.changed).to.have.members([a.id, d.id]);
    expect(done.failed.map(({ order_id, code }) => [order_id, code])).to.deep.equal([
      ["ord_unknown", "order_not_found"],
      [c.id, "invalid_status_transition"],
    ]);
    const after = await shop.get(a);
    expect(after).to.include({ status: "processing", note: "Today.", version: 2, revision: 2 });
    expect(after.timeline.at(-1)).to.deep.include({
      type: "order.status_changed",
      note: "Today.",
      data: { from: "pending", to: "processing" },
    });
    expect(await shop.get(b)).to.include({ version: 2, note: "Mine." });
    const found = { store_id: shop.store_id, filter: { status: "processing" as const }, limit: 10 };
    expect((await shop.call("orders.search", found)).total).to.equal(3);
    expect(await shop.call("orders.bulkSetStatus", params)).to.deep.equal(done);
    const cancellation = { ...shop.write(), order_ids, status: "cancelled" as never };
    await refused(shop.call("orders.bulkSetStatus", cancellation), "400 validation_error");
  });

  it("omits notes from the result", async () => {
    const orders = await many(2);
    const done = await shop.call("orders.bulkTag", { ...shop.write(), order_ids: ids(orders), add: ["x"] });
    expect(JSON.stringify(done)).to.not.include("Mine.");
    expect((await shop.get(orders[0] ?? expect.fail())).note).to.equal("Mine.");
  });

  it("adds tags once, removes them and leaves unchanged orders as they are", async () => {
    const [a, b] = await many(2);
    if (!a || !b) return expect.fail();
    const tag = (change: { add?: string[]; remove?: string[] }) =>
      shop.call("orders.bulkTag", { ...shop.write(), order_ids: [a.id, b.id, "ord_unknown"], ...change });
    const tagged = await tag({ add: ["vip", "gift", "vip"] });
    expect(tagged.updated.map(({ tags, version }) => ({ tags, version }))).to.deep.equal([
      { tags: ["vip", "gift"], version: 2 },
      { tags: ["vip", "gift"], version: 2 },
    ]);
    expect(tagged.failed.map(({ code }) => code)).to.deep.equal(["order_not_found"]);
    expect((await tag({ add: ["gift"] })).updated.map(({ version }) => version)).to.deep.equal([2, 2]);
    await tag({ remove: ["vip", "never there"] });
    expect(await shop.get(b)).to.deep.include({ tags: ["gift"], version: 3 });
    const hundred = (from: number) => Array.from({ length: 50 }, (_, n) => `tag ${from + n}`);
    await tag({ add: hundred(0) });
    const over = await tag({ add: hundred(50) });
    expect(over.failed.map(({ code }) => code)).to.have.members(["too_many_tags", "too_many_tags", "order_not_found"]);
    expect((await shop.get(a)).tags).to.have.length(51);
  });

  it("keeps every change when the same orders are changed concurrently", async function () {
    this.timeout(60_000);
    const orders = await many(20);
    const statuses = ["confirmed", "processing", "refunded"] as const;
    const work = Array.from({ length: 12 }, (_, turn) => {
      const order_ids = turn % 2 ? ids(orders) : ids(orders).reverse();
      const status = statuses[turn % 3] ?? "confirmed";
      if (turn % 4 === 3) return shop.call("orders.bulkTag", { ...shop.write(), order_ids, add: [`turn ${turn}`] });
      return shop.call("orders.bulkSetStatus", { ...shop.write(), order_ids, status });
    });
    for (const done of await Promise.all(work)) expect(done.failed).to.deep.equal([]);
    for (const order of orders) {
      const { tags, timeline, version, revision, status } = await shop.get(order);
      expect(tags).to.have.members(["turn 3", "turn 7", "turn 11"]);
      expect(version).to.equal(revision);
      expect(version).to.equal(timeline.length + 3);
      expect(timeline.at(-1)?.data).to.have.property("to", status);
    }
  });
});
