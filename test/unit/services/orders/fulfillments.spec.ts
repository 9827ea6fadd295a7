import { expect } from "chai";
import { newId } from "../../../../mixins/values/ids.ts";
import type { FulfillmentStatus, OrderDetail } from "../../../../services/contracts.ts";
import { type OrdersShop, openOrders, refused } from "../../../support/core/shop-of-orders.ts";

describe("orders: fulfilments", () => {
  let shop: OrdersShop;
  before(async () => {
    shop = await openOrders();
  });
  after(() => shop.stop());

  type Items = { item_id: string; quantity: number }[];
  const claim = ({ id }: OrderDetail, fulfillment_id: string, items?: Items, key = newId("req")) =>
    shop.call("orders.claimFulfillment", {
      store_id: shop.store_id,
      idempotency_key: key,
      order_id: id,
      fulfillment_id,
      items,
    });
  const release = ({ id }: OrderDetail, fulfillment_id: string, undoes: string) =>
    shop.call("orders.releaseFulfillment", { ...shop.write(), order_id: id, fulfillment_id, undoes });
  const move = ({ id }: OrderDetail, fulfillment_id: string, status: FulfillmentStatus) =>
    shop.call("orders.setFulfillmentStatus", { ...shop.write(), order_id: id, fulfillment_id, status });
  const item = (order: OrderDetail, index = 0) => order.items[index]?.id ?? expect.fail("no such item");
  const stateOf = async (order: OrderDetail) => {
    const { fulfillment_status, status, items } = await shop.get(order);
    return { fulfillment_status, status, fulfilled: items.map(({ fulfilled_quantity }) => fulfilled_quantity) };
  };

  it("claim all remaining items when none is named, and refuse when none is left", async () => {
    const order = await shop.order();
    const { items } = await claim(order, "ful_part", [{ item_id: item(order), quantity: 1 }]);
    expect(items).to.deep.equal([{ id: item(order), sku: "PASTA", name: "Pasta", quantity: 1 }]);
    const rest = await claim(order, "ful_rest");
    expect(rest.items.map(({ quantity }) => quantity)).to.deep.equal([2, 2]);
    await refused(claim(order, "ful_none"), "422 quantity_exceeds_unfulfilled");
  });

  it("count once when confirmed", async () => {
    const order = await shop.order();
    const id = await shop.fulfil(order, [{ item_id: item(order), quantity: 2 }]);
    const partly = { fulfillment_status: "partial", status: "pending", fulfilled: [2, 0] };
    expect(await stateOf(order)).to.deep.equal(partly);
    await shop.call("orders.confirmFulfillment", { ...shop.write(), order_id: order.id, fulfillment_id: id });
    expect(await stateOf(order)).to.deep.equal(partly);
    await shop.fulfil(order);
    expect(await stateOf(order)).to.deep.equal({ ...partly, fulfillment_status: "fulfilled", fulfilled: [3, 2] });
  });

  it("refuse unknown items, duplicate items and quantities above the remainder", async () => {
    const order = await shop.order();
    await refused(claim(order, "ful_1", [{ item_id: "oit_unknown", quantity: 1 }]), "404 item_not_found");
    const one = { item_id: item(order), quantity: 1 };
    await refused(claim(order, "ful_1", [one, one]), "422 quantity_exceeds_unfulfilled");
    await refused(claim(order, "ful_1", [{ ...one, quantity: 4 }]), "422 quantity_exceeds_unfulfilled");
    await refused(move(order, "ful_unknown", "shipped"), "404 fulfillment_not_found");
    await shop.call("orders.cancel", { ...shop.write(), order_id: order.id, reason: "fraud" });
    await refused(claim(order, "ful_1", [one]), "409 order_not_fulfillable");
  });

  it("grant three items to three of thirty-two concurrent claims", async function () {
    this.timeout(60_000);
    const order = await shop.order();
    const claimOne = () => claim(order, newId("ful"), [{ item_id: item(order), quantity: 1 }]);
    const outcomes = await Promise.allSettled(Array.from({ length: 32 }, claimOne));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).to.have.length(3);
    const refusals = outcomes.flatMap((each) => (each.status === "rejected" ? each.reason.type : []));
    expect(new Set(refusals)).to.deep.equal(new Set(["quantity_exceeds_unfulfilled"]));
  });

  it("are claimed once per idempotency key", async () => {
    const order = await shop.order();
    const key = newId("req");
    const first = await claim(order, "ful_once", undefined, key);
    expect(await claim(order, "ful_once", undefined, key)).to.deep.equal(first);
  });

  it("set the order to shipped and delivered once all fulfilments are", async () => {
    const order = await shop.order();
    const first = await shop.fulfil(order, [{ item_id: item(order), quantity: 3 }]);
    expect((await move(order, first, "shipped")).order.status).to.equal("pending");
    const second = await shop.fulfil(order);
    expect((await move(order, second, "shipped")).order.status).to.equal("shipped");
    expect(await move(order, second, "shipped")).to.include({ changed: false });
    expect((await move(order, first, "delivered")).order.status).to.equal("shipped");
    expect((await move(order, second, "delivered")).order.status).to.equal("delivered");
    await refused(move(order, second, "cancelled"), "409 invalid_fulfillment_transition");
  });

  it("release their quantity when cancelled before shipping only", async () => {
    const order = await shop.order();
    const id = await shop.fulfil(order);
    await move(order, id, "cancelled");
    expect(await stateOf(order)).to.deep.equal({
      fulfillment_status: "unfulfilled",
      status: "pending",
      fulfilled: [0, 0],
    });
    const again = await shop.fulfil(order);
    await move(order, again, "shipped");
    await refused(move(order, again, "cancelled"), "409 invalid_fulfillment_transition");
  });

  describe("that were created before they are counted", () => {
    const count = ({ id }: OrderDetail, fulfillment_id: string, items: Items, key = newId("req")) =>
      shop.call("orders.fulfil", {
        store_id: shop.store_id,
        idempotency_key: key,
        order_id: id,
        fulfillment_id,
        items,
      });
    const all = ({ items }: OrderDetail) => items.map(({ id, quantity }) => ({ item_id: id, quantity }));

    it("count in one change, once per idempotency key, and stand in the timeline", async () => {
      const order = await shop.order();
      const key = newId("req");
      const first = await count(order, "ful_at_once", all(order), key);
      expect(await count(order, "ful_at_once", all(order), key)).to.deep.equal(first);
      expect(first).to.include({ fulfillment_status: "fulfilled", version: order.version + 1 });
      const { timeline } = await shop.get(order);
      expect(timeline.slice(1).map(({ type, data }) => [type, data])).to.deep.equal([
        ["fulfillment.created", { id: "ful_at_once", status: "pending" }],
        [
          "order.fulfillment_changed",
          { fulfillment_id: "ful_at_once", status: "pending", fulfillment_status: "fulfilled" },
        ],
      ]);
      expect((await move(order, "ful_at_once", "shipped")).order.status).to.equal("shipped");
    });

    it("are refused for pieces that another one has, that were lost, or of a cancelled order", async () => {
      const order = await shop.order();
      const lost = await shop.fulfil(order, [{ item_id: item(order), quantity: 3 }]);
      const one = [{ item_id: item(order), quantity: 1 }];
      await refused(count(order, "ful_taken", one), "422 quantity_exceeds_unfulfilled");
      for (const status of ["shipped", "lost"] as const) await move(order, lost, status);
      await refused(count(order, "ful_lost", one), "422 quantity_exceeds_unfulfilled");
      const other = await shop.order();
      await shop.call("orders.cancel", { ...shop.write(), order_id: other.id, reason: "fraud" });
      await refused(count(other, "ful_late", [{ item_id: item(other), quantity: 1 }]), "409 order_not_fulfillable");
    });

    it("are released as the undo of a count that has happened, or that comes later", async () => {
      const order = await shop.order();
      const [done, late] = [newId("req"), newId("req")];
      await count(order, "ful_done", all(order), done);
      expect(await release(order, "ful_done", done)).to.deep.equal({ released: true });
      expect(await release(order, "ful_late", late)).to.deep.equal({ released: false });
      await refused(count(order, "ful_late", all(order), late), "422 idempotency_key_reused");
      expect((await stateOf(order)).fulfillment_status).to.equal("unfulfilled");
    });

    it("are known beforehand, with the pieces that were lost, unless the order is another by then", async () => {
      const order = await shop.order();
      const lost = await shop.fulfil(order, [{ item_id: item(order), quantity: 2 }]);
      for (const status of ["shipped", "lost"] as const) await move(order, lost, status);
      const of = { store_id: shop.store_id, order_id: order.id };
      const preview = await shop.call("orders.previewFulfillment", of);
      expect(preview.items.map(({ sku, quantity }) => [sku, quantity])).to.deep.equal([
        ["PASTA", 3],
        ["PIZZA", 2],
      ]);
      expect(preview.again).to.deep.equal([{ sku: "PASTA", quantity: 2 }]);
      expect(preview.order).to.include({ id: order.id, fulfillment_status: "unfulfilled" });
      const { version } = preview.order;
      await refused(
        shop.call("orders.previewFulfillment", { ...of, if_versions: [version - 1] }),
        "412 version_mismatch",
      );
    });
  });

  describe("compensation of a claim", () => {
    it("releases the claimed items once", async () => {
      const order = await shop.order();
      const key = newId("req");
      await claim(order, "ful_undone", undefined, key);
      expect(await release(order, "ful_undone", key)).to.deep.equal({ released: true });
      expect(await release(order, "ful_undone", key)).to.deep.equal({ released: false });
      expect((await claim(order, "ful_next")).items).to.have.length(2);
    });

    it("prevents a claim that arrives later", async () => {
      const order = await shop.order();
      const key = newId("req");
      expect(await release(order, "ful_late", key)).to.deep.equal({ released: false });
      await refused(claim(order, "ful_late", undefined, key), "422 idempotency_key_reused");
      expect((await claim(order, "ful_next")).items).to.have.length(2);
    });

    it("leaves nothing claimed when it races the claim", async function () {
      this.timeout(60_000);
      for (let turn = 0; turn < 10; turn++) {
        const order = await shop.order();
        const key = newId("req");
        const both = [claim(order, "ful_racing", undefined, key), release(order, "ful_racing", key)];
        await Promise.allSettled(turn % 2 === 0 ? both : both.reverse());
        expect((await claim(order, "ful_next")).items.map(({ quantity }) => quantity)).to.deep.equal([3, 2]);
      }
    });

    it("reverts a confirmed fulfilment but not a shipped one", async () => {
      const order = await shop.order();
      const key = newId("req");
      await claim(order, "ful_made", undefined, key);
      await shop.call("orders.confirmFulfillment", { ...shop.write(), order_id: order.id, fulfillment_id: "ful_made" });
      expect(await release(order, "ful_made", key)).to.deep.equal({ released: true });
      expect((await stateOf(order)).fulfillment_status).to.equal("unfulfilled");
      const sentKey = newId("req");
      await claim(order, "ful_sent", undefined, sentKey);
      await shop.call("orders.confirmFulfillment", { ...shop.write(), order_id: order.id, fulfillment_id: "ful_sent" });
      await move(order, "ful_sent", "shipped");
      expect(await release(order, "ful_sent", sentKey)).to.deep.equal({ released: false });
    });
  });
});
