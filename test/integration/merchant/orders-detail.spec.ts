import { expect } from "chai";
import { ulid } from "ulid";
import type { Reply } from "../../support/harness/index.ts";
import { all, type Sold, sell } from "../../support/harness/orders.ts";
import { newCustomer, newOrder, newShop, type Shop } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

describe("order detail", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const address = { line1: "123 Main Street", city: "Dhaka", country_code: "BD" };

  it("contains every part of the order", async () => {
    const modifiers = [{ id: "mod_1", name: "Extra cheese", price: 150, quantity: 1 }];
    const sold = await sell(shop, {
      items: [{ name: "Pizza", quantity: 2, unit_price: 1_250 }],
      more: { tax: 250, shipping: 300, shipping_method: "Courier", shipping_address: address, note: "Ring twice" },
    });
    const { status, body } = await shop.ask("GET", sold.path);
    expect(status).to.equal(200);
    expect(body).to.deep.include({
      id: sold.order.id,
      order_number: sold.order.order_number,
      status: "pending",
      payment_status: "captured",
      financial_status: "paid",
      fulfillment_status: "unfulfilled",
      sub_total: 25,
      tax: 2.5,
      grand_total: 30.5,
      note: "Ring twice",
      customer: { id: sold.customer.id, name: "Anjali Patel", email: sold.customer.email, phone: null },
      refunds: [],
      fulfillments: [],
      returns: [],
      order_type: null,
      location_id: null,
      scheduled_time: null,
    });
    const [item] = sold.order.items;
    expect(body.items).to.deep.equal([
      {
        id: item?.id,
        product_id: item?.product_id,
        sku: item?.sku,
        name: "Pizza",
        quantity: 2,
        fulfilled_quantity: 0,
        cancelled_quantity: 0,
        shipped_quantity: 0,
        delivered_quantity: 0,
        return_requested_quantity: 0,
        returned_quantity: 0,
        replaced_quantity: 0,
        lost_quantity: 0,
        discount: 0,
        tax: 2.5,
        unit_price: 12.5,
        total: 25,
        modifiers: [],
        special_instructions: null,
      },
    ]);
    expect(body.shipping).to.deep.include({ method: "Courier", cost: 3 });
    expect(body.shipping.address).to.deep.include({ ...address, line2: null, coordinates: null });
    const [payment] = body.payments;
    expect(payment).to.include({ provider: "sandbox", method: "card", status: "captured", currency: "BDT" });
    expect(payment).to.include({ id: sold.payment?.id, amount: 30.5, captured: 30.5, refunded: 0 });
    const [entry] = body.timeline;
    expect(entry).to.have.all.keys("id", "type", "at", "actor", "note", "data");

    const modified = await newOrder(shop, sold.customer.id, 2_800, {
      items: [{ product_id: "item_1", sku: "S", name: "Pizza", quantity: 2, unit_price: 1_250, modifiers }],
    });
    const [shown] = (await shop.ask("GET", `/orders/${modified.id}`)).body.items;
    expect(shown.modifiers).to.deep.equal([{ id: "mod_1", name: "Extra cheese", price: 1.5, quantity: 1 }]);
  });

  it("shows type, location and schedule, and confirms the order when it is due", async () => {
    const scheduled_at = Date.now() + 60_000;
    const pizza = { product_id: "item_1", sku: "S", name: "Pizza", quantity: 1, unit_price: 1_250 };
    const items = [{ ...pizza, special_instructions: "No onions, please." }];
    const fulfillmentFields = { order_type: "PICKUP" as const, location_id: `loc_${ulid()}` };
    const { id: customer_id } = await newCustomer(shop);
    const { id } = await newOrder(shop, customer_id, 1_250, { items, ...fulfillmentFields, scheduled_at });
    const read = async () => (await shop.ask("GET", `/orders/${id}`)).body;
    const shown = await read();
    expect(shown).to.include({ ...fulfillmentFields, scheduled_time: new Date(scheduled_at).toISOString() });
    expect(shown.items[0].special_instructions).to.equal("No onions, please.");
    // The scheduled time lies within the release lead time, so the order is released at once and the cache must follow.
    const confirmed = await until(async () => {
      const body = await read();
      return body.status === "confirmed" ? body : undefined;
    });
    expect(confirmed.timeline.at(-1)).to.include({ type: "order.status_changed", actor: "system:system" });
  });

  it("removes customer and recipient data after erasure", async () => {
    const sold = await sell(shop);
    const recipient = `Recipient ${ulid()}`;
    const to = { items: all(sold), customer: { name: recipient, address: { ...address, line1: recipient } } };
    await shop.ask("POST", `${sold.path}/fulfillments`, { body: to });
    const full = await shop.ask("GET", sold.path);
    for (const text of [sold.customer.email, recipient]) expect(full.text).to.contain(text);
    await shop.ask("DELETE", `/customers/${sold.customer.id}`);
    const body = await until(async () => {
      const { text, body } = await shop.ask("GET", sold.path);
      return text.includes(sold.customer.email) || text.includes(recipient) ? undefined : body;
    });
    expect(body.customer?.name ?? null).to.equal(null);
    expect(body.items).to.have.length(2);
  });

  describe("cache", () => {
    let sold: Sold;
    beforeEach(async () => {
      sold = await sell(shop);
    });

    const read = () => shop.ask("GET", sold.path);
    const cacheOf = (reply: Reply) => reply.headers.get("x-cache");

    it("returns the same response on a hit", async () => {
      let last = await read();
      expect(cacheOf(last)).to.equal("MISS");
      const hit = await until(async () => {
        const reply = await read();
        if (cacheOf(reply) === "HIT") return reply;
        last = reply;
      });
      expect(hit.body).to.deep.equal(last.body);
      expect(hit.headers.get("etag")).to.equal(last.headers.get("etag"));
    });

    it("misses after every kind of write", async () => {
      const fulfil = () => shop.ask("POST", `${sold.path}/fulfillments`, { body: { items: all(sold, 1) } });
      const ships = async () => {
        const [{ id }] = (await shop.ask("GET", `${sold.path}/fulfillments`)).body.data;
        return shop.ask("PATCH", `${sold.path}/fulfillments/${id}`, { body: { status: "shipped" } });
      };
      const bulk = (action: string, data: object) =>
        shop.ask("PATCH", "/orders/bulk", { body: { order_ids: [sold.order.id], action, data } });
      const writes: [string, () => Promise<Reply>][] = [
        ["status", () => shop.ask("PATCH", `${sold.path}/status`, { body: { status: "confirmed" } })],
        ["tags", () => bulk("add_tags", { tags: ["gift"] })],
        ["removed tags", () => bulk("remove_tags", { tags: ["gift"] })],
        ["bulk status", () => bulk("update_status", { status: "processing" })],
        ["fulfilment", fulfil],
        ["fulfilment status", ships],
        ["bulk fulfilment", () => bulk("fulfill", {})],
      ];
      for (const [what, make] of writes) {
        // Background writes, such as a timeline entry, may cause one more miss.
        const before = await cached();
        expect((await make()).status, what).to.be.oneOf([200, 201]);
        const after = await read();
        expect(cacheOf(after), what).to.equal("MISS");
        expect(after.body, what).to.not.deep.equal(before.body);
        expect(after.headers.get("etag"), what).to.not.equal(before.headers.get("etag"));
      }
    });

    it("misses after a cancellation", async () => {
      await cached();
      await shop.ask("POST", `${sold.path}/cancel`, { body: { reason: "fraud" } });
      const after = await read();
      expect([cacheOf(after), after.body.status]).to.deep.equal(["MISS", "cancelled"]);
    });

    it("stays correct after a refused write", async () => {
      await cached();
      const body = { items: [{ id: "oit_nobody", quantity: 1 }] };
      expect((await shop.ask("POST", `${sold.path}/fulfillments`, { body })).status).to.equal(404);
      expect((await read()).body).to.deep.include({ fulfillments: [], fulfillment_status: "unfulfilled" });
    });

    async function cached(): Promise<Reply> {
      return until(async () => {
        const reply = await read();
        return cacheOf(reply) === "HIT" ? reply : undefined;
      });
    }
  });

  it("returns 304 for a current ETag and the body after a change", async () => {
    // No payment: it reaches the timeline asynchronously, and the timeline is part of the ETag.
    const sold = await sell(shop, { payment: "none" });
    const tag = (await shop.ask("GET", sold.path)).headers.get("etag") ?? "";
    expect(tag).to.match(/^"v\d+/);
    const same = await shop.ask("GET", sold.path, { headers: { "If-None-Match": tag } });
    expect([same.status, same.text]).to.deep.equal([304, ""]);
    expect(same.headers.get("x-cache")).to.be.oneOf(["HIT", "MISS"]);
    await shop.ask("PATCH", `${sold.path}/status`, { body: { status: "confirmed" } });
    expect((await shop.ask("GET", sold.path, { headers: { "If-None-Match": tag } })).status).to.equal(200);
  });

  it("returns 404 for an unknown order", async () => {
    for (const id of ["ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD", "1", "bulk", "%20", "ord_'%20OR%201=1"]) {
      expect((await shop.ask("GET", `/orders/${id}`)).body.code, id).to.equal("order_not_found");
      expect((await shop.ask("GET", `/orders/${id}/fulfillments`)).body.code, id).to.equal("order_not_found");
    }
    expect((await shop.ask("GET", `/orders/${"x".repeat(65)}`)).status).to.equal(400);
    expect((await shop.ask("GET", "/orders/ord_1?include=items")).status).to.equal(400);
  });

  it("is readable for an order without items or payment", async () => {
    const { id } = await newCustomer(shop);
    const order = await newOrder(shop, id, 1_000);
    const { body } = await shop.ask("GET", `/orders/${order.id}`);
    expect(body).to.deep.include({ items: [], payments: [] });
    expect(body.customer.id).to.equal(id);
  });
});
