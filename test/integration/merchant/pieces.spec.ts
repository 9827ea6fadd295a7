import "../../support/harness/data.ts";
import { expect } from "chai";
import type { Parsed } from "../../support/harness/index.ts";
import { all, onHand, stock } from "../../support/harness/orders.ts";
import { askBack, type Bought, buy, buyDelivered, linesOf, moveReturn } from "../../support/harness/returns.ts";
import { newShop, type Shop } from "../../support/harness/shop.ts";

const three = [{ name: "Pizza", quantity: 3, unit_price: 1_000 }];

describe("the pieces of an order", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const read = async (bought: Bought) => (await shop.ask("GET", bought.path)).body;
  const own = async (bought: Bought) => (await bought.shopper("GET", bought.own)).body;
  const setStatus = (bought: Bought, status: string) =>
    shop.ask("PATCH", `${bought.path}/status`, { body: { status } });
  const fulfil = (bought: Bought, quantity?: number) =>
    shop.ask("POST", `${bought.path}/fulfillments`, { body: { items: all(bought, quantity) } });
  const move = (bought: Bought, id: string, status: string) =>
    shop.ask("PATCH", `${bought.path}/fulfillments/${id}`, { body: { status } });
  const cancel = (bought: Bought, more: object = {}) =>
    shop.ask("POST", `${bought.path}/cancel`, { body: { reason: "other", ...more } });

  async function ship(bought: Bought, quantity?: number): Promise<string> {
    const made = await fulfil(bought, quantity);
    expect(made.status, made.text).to.equal(201);
    expect((await move(bought, made.body.id, "shipped")).status).to.equal(200);
    return made.body.id;
  }

  const refusal = (reply: Parsed) => `${reply.status} ${reply.body.code}`;

  describe("with the status of what was sent", () => {
    it("are in a fulfilment of all that is left, which the next status finds there", async () => {
      const bought = await buy(shop, { items: three });
      await fulfil(bought, 1);
      expect((await setStatus(bought, "shipped")).body).to.include({
        status: "shipped",
        fulfillment_status: "fulfilled",
      });
      const shipped = await read(bought);
      expect(shipped.fulfillments.map(({ status, items }: Parsed) => [status, items[0].quantity])).to.deep.equal([
        ["shipped", 1],
        ["shipped", 2],
      ]);
      expect(shipped.items[0]).to.include({ shipped_quantity: 3, fulfilled_quantity: 3, delivered_quantity: 0 });
      await setStatus(bought, "delivered");
      const delivered = await read(bought);
      expect(delivered.fulfillments.map(({ status }: Parsed) => status)).to.deep.equal(["delivered", "delivered"]);
      expect(delivered.items[0]).to.include({ shipped_quantity: 0, delivered_quantity: 3 });
      const { shipments } = (await bought.shopper("GET", `${bought.own}/shipments`)).body;
      expect(shipments).to.have.length(2);
    });

    it("are sent by a bulk change too", async () => {
      const orders = [await buy(shop, { items: three }), await buy(shop, { items: three })];
      const order_ids = orders.map(({ order }) => order.id);
      const body = { order_ids, action: "update_status", data: { status: "shipped" } };
      expect((await shop.ask("PATCH", "/orders/bulk", { body })).body).to.include({ success: true, updated_count: 2 });
      for (const bought of orders) expect((await read(bought)).fulfillments).to.have.length(1);
    });

    it("are never left to fulfil again when they came back", async () => {
      const bought = await buyDelivered(shop, { items: three });
      const { id } = await askBack(bought);
      for (const action of ["approve", "receive"]) await moveReturn(shop, id, action);
      expect(refusal(await fulfil(bought))).to.equal("422 quantity_exceeds_unfulfilled");
      expect((await read(bought)).items[0]).to.include({ returned_quantity: 3, fulfilled_quantity: 3 });
    });
  });

  it("of a refunded order cannot be fulfilled, alone or in bulk", async () => {
    const bought = await buy(shop, { items: three });
    await setStatus(bought, "refunded");
    expect(refusal(await fulfil(bought))).to.equal("409 order_not_fulfillable");
    const bulk = { order_ids: [bought.order.id], action: "fulfill", data: {} };
    const { body } = await shop.ask("PATCH", "/orders/bulk", { body: bulk });
    expect(body.failed[0].code).to.equal("order_not_fulfillable");
  });

  it("can be returned as soon as they are delivered, and none that was never sent", async () => {
    const bought = await buy(shop, { items: three });
    expect((await own(bought)).is_return_allowed).to.equal(false);
    const refused = await bought.shopper("POST", `${bought.own}/return`, {
      body: { return_items: linesOf(bought, 1) },
    });
    expect(refusal(refused)).to.equal("422 item_not_returnable");
    await move(bought, await ship(bought, 1), "delivered");
    expect((await own(bought)).is_return_allowed).to.equal(true);
    const more = await bought.shopper("POST", `${bought.own}/return`, { body: { return_items: linesOf(bought, 2) } });
    expect(refusal(more)).to.equal("422 quantity_exceeds_returnable");
    const asked = await askBack(bought, linesOf(bought, 1));
    expect((await read(bought)).items[0]).to.include({ return_requested_quantity: 1, delivered_quantity: 0 });
    expect((await own(bought)).is_return_allowed).to.equal(false);
    await moveReturn(shop, asked.id, "reject");
    expect((await own(bought)).is_return_allowed).to.equal(true);
  });

  it("forbid a cancellation once one of two parcels is shipped, as the shopper reads", async () => {
    const bought = await buy(shop, { items: three, more: { status: "confirmed" } });
    expect((await own(bought)).is_cancellation_allowed).to.equal(true);
    await ship(bought, 1);
    await fulfil(bought, 1);
    expect(await own(bought)).to.include({ status: "confirmed", is_cancellation_allowed: false });
    expect(refusal(await cancel(bought))).to.equal("409 order_not_cancellable");
  });

  describe("in a parcel that is lost", () => {
    it("are sent again with stock taken anew, which leaves them lost where there is none", async () => {
      const bought = await buy(shop, { items: three });
      const lost = await ship(bought);
      expect((await move(bought, lost, "lost")).body.fulfillment_status).to.equal("unfulfilled");
      expect(await read(bought)).to.include({ status: "processing" });
      expect((await read(bought)).items[0]).to.include({ lost_quantity: 3, fulfilled_quantity: 0 });
      await stock(shop, bought, 2);
      expect(refusal(await fulfil(bought))).to.equal("409 out_of_stock");
      expect((await read(bought)).items[0]).to.include({ lost_quantity: 3, fulfilled_quantity: 0 });
      const again = await ship(bought, 2);
      expect(await onHand(shop, bought)).to.deep.equal([0]);
      expect(refusal(await move(bought, lost, "delivered"))).to.equal("409 invalid_fulfillment_transition");
      await move(bought, again, "delivered");
      expect((await read(bought)).items[0]).to.include({ lost_quantity: 1, delivered_quantity: 2 });
    });

    it("may still be delivered while they were not sent again", async () => {
      const bought = await buy(shop, { items: three });
      const lost = await ship(bought);
      await move(bought, lost, "lost");
      expect(refusal(await setStatus(bought, "shipped"))).to.equal("409 pieces_lost");
      expect((await move(bought, lost, "delivered")).status).to.equal(200);
      expect(await read(bought)).to.include({ status: "delivered", fulfillment_status: "fulfilled" });
    });

    it("are found when the status of the order is set to delivered, each once", async () => {
      const bought = await buy(shop, { items: three });
      for (const parcel of [await ship(bought, 1), await ship(bought, 1)]) await move(bought, parcel, "lost");
      await ship(bought, 2);
      expect((await setStatus(bought, "delivered")).body).to.include({
        status: "delivered",
        fulfillment_status: "fulfilled",
      });
      expect((await read(bought)).items[0]).to.include({ delivered_quantity: 3, lost_quantity: 0 });
    });

    it("are not restocked by a cancellation", async () => {
      const bought = await buy(shop, { items: three });
      await move(bought, await ship(bought, 1), "lost");
      const { status, body } = await cancel(bought, { refund: true });
      expect([status, body.status, body.refund.amount]).to.deep.equal([200, "cancelled", 30]);
      expect(await onHand(shop, bought)).to.deep.equal([12]);
      expect((await read(bought)).items[0]).to.include({ cancelled_quantity: 3, lost_quantity: 0 });
    });
  });

  describe("in a parcel that came back to its sender", () => {
    it("are sent again without new stock", async () => {
      const bought = await buy(shop, { items: three });
      await move(bought, await ship(bought), "returned_to_sender");
      await stock(shop, bought, 0);
      await move(bought, await ship(bought), "delivered");
      expect(await read(bought)).to.include({ status: "delivered" });
      expect((await read(bought)).items[0]).to.include({ delivered_quantity: 3 });
    });

    it("go back on the shelf when the order is cancelled", async () => {
      const bought = await buy(shop, { items: three });
      await setStatus(bought, "shipped");
      const [{ id }] = (await read(bought)).fulfillments;
      await move(bought, id, "returned_to_sender");
      expect((await cancel(bought)).status).to.equal(200);
      expect(await onHand(shop, bought)).to.deep.equal([13]);
    });
  });
});
