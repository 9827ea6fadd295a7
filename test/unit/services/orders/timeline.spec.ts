import { expect } from "chai";
import { newId } from "../../../../mixins/values/ids.ts";
import type { DomainEvent, EventName } from "../../../../services/contracts.ts";
import { type OrdersShop, openOrders, plain } from "../../../support/core/shop-of-orders.ts";
import { until } from "../../../support/until.ts";

const { Database } = await import("../../../../mixins/db/database.ts");
const { handleOnce } = await import("../../../../mixins/messaging/inbox.ts");
const { forgetCustomers, keepTimelines } = await import("../../../../services/orders/orders.events.ts");
const { applyDue } = await import("../../../../services/orders/workers/apply-buffered.ts");

describe("orders: timeline and erasure", () => {
  let shop: OrdersShop;
  let db: InstanceType<typeof Database>;
  before(async () => {
    shop = await openOrders();
    db = new Database("orders");
  });
  after(async () => {
    await db.close();
    await shop.stop();
  });

  function eventOf(name: EventName, data: object, id = newId("ntf")): DomainEvent {
    const aggregate = { type: name.split(".")[0] ?? "", id, version: 1 };
    const actor = { type: "merchant", id: "user_1" } as const;
    const fields = { id: newId("evt"), name, store_id: shop.store_id, tenant_id: "ten_test", aggregate, actor };
    return { ...fields, occurred_at: new Date().toISOString(), request_id: null, data } as unknown as DomainEvent;
  }

  async function handle(event: DomainEvent): Promise<void> {
    const handler = keepTimelines.find(({ pattern }) => event.name.startsWith(pattern.slice(0, -1)));
    await handleOnce(db, handler ?? expect.fail(`There is no subscription to ${event.name}.`), event);
  }

  it("adds other services' events once and raises only the revision", async () => {
    const order = await shop.order();
    const sent = { order_id: order.id, channel: "email", occasion: "order_status", recipient: "rahim@example.com" };
    const event = eventOf("notification.sent", sent, "ntf_1");
    await handle(event);
    await handle(event);
    const after = await shop.get(order);
    expect(after).to.include({ version: 1, revision: 2, updated_at: order.updated_at });
    expect(after.timeline).to.have.length(2);
    expect(after.timeline[1]).to.deep.equal({
      id: event.id,
      type: "notification.sent",
      at: Date.parse(event.occurred_at),
      actor: "merchant:user_1",
      note: null,
      data: { id: "ntf_1", channel: "email", occasion: "order_status" },
    });
  });

  it("is read by the release before with the order, and by this one's workflows not at all", async () => {
    const order = await shop.order();
    const ref = { store_id: shop.store_id, order_id: order.id };
    expect(await shop.call("orders.get", ref)).to.deep.equal(await shop.get(order));
    expect(await shop.call("orders.getWithItems", ref))
      .to.include({ id: order.id })
      .and.not.to.have.property("timeline");
  });

  it("adds payment and fulfilment events to their own order", async () => {
    const order = await shop.order();
    const moved = { order_id: order.id, amount: 500, currency: "BDT", before: null, after: { status: "captured" } };
    await handle(eventOf("payment.captured", moved));
    await handle(eventOf("refund.succeeded", { ...moved, after: { status: "succeeded" } }));
    await handle(
      eventOf("fulfillment.updated", { order_id: order.id, before: {}, after: { awb: "awb-not-published" } }),
    );
    await handle(eventOf("payment.failed", { ...moved, order_id: "ord_unknown" }));
    const { timeline } = await shop.get(order);
    expect(timeline.slice(1).map(({ type, data }) => [type, data?.status])).to.deep.equal([
      ["payment.captured", "captured"],
      ["refund.succeeded", "succeeded"],
      ["fulfillment.updated", undefined],
    ]);
    expect(JSON.stringify(timeline)).to.not.include("awb-not-published");
  });

  const week = 7 * 24 * 3600 * 1000;
  const authorized = (order_id: string) =>
    eventOf("payment.authorized", { order_id, amount: 500, currency: "BDT", before: null, after: {} });
  const earlyOf = (order_id: string) => db.rows("SELECT * FROM order_early WHERE order_id = ?", [order_id]);
  async function lookAfterAll(now: number): Promise<object[]> {
    const signals: object[] = [];
    while (await applyDue(db, now, (name, data) => signals.push({ name, ...data })));
    return signals;
  }

  it("keeps events that arrive before their order exists", async () => {
    const id = newId("ord");
    await handle(authorized(id));
    await lookAfterAll(Date.now() + 3_000);
    const made = await shop.order({ id });
    expect(made.timeline.map(({ type }) => type)).to.have.members(["order.created", "payment.authorized"]);
    expect(made).to.include({ version: 1, revision: 2 });
    const { timeline, revision } = await shop.get({ id });
    expect(timeline.map(({ type }) => type)).to.deep.equal(["payment.authorized", "order.created"]);
    expect(revision).to.equal(2);
    expect(await earlyOf(id)).to.deep.equal([]);
    await shop.call("orders.setStatus", { ...shop.write(), order_id: id, status: "confirmed" });
    expect((await shop.get({ id })).timeline).to.have.length(3);
  });

  it("misses no event that commits concurrently with its order", async () => {
    const ids = Array.from({ length: 20 }, () => newId("ord"));
    await Promise.all(ids.flatMap((id) => [handle(authorized(id)), shop.order({ id })]));
    await lookAfterAll(Date.now() + 3_000);
    for (const id of ids) await until(async () => (await shop.get({ id })).timeline.length === 2);
  });

  it("adds buffered events that the order's creation missed and publishes a signal", async () => {
    const order = await shop.order();
    const { id: entry_id } = authorized(order.id);
    const entry = { id: entry_id, type: "payment.authorized", at: 1, actor: "system:system", note: null, data: null };
    const row = { store_id: shop.store_id, order_id: order.id, entry_id, entry: JSON.stringify(entry) };
    await db.insert("order_early", { ...row, heard_at: Date.now() + week, look_at: Date.now() + week });
    const signal = { name: "orders.revised", store_id: shop.store_id, order_id: order.id, revision: 2 };
    expect(await lookAfterAll(Date.now() + week + 1_000)).to.deep.equal([signal]);
    expect((await shop.get(order)).timeline).to.have.length(2);
    expect(await earlyOf(order.id)).to.deep.equal([]);
  });

  it("discards buffered events after a week when the order never arrives", async () => {
    const id = newId("ord");
    await handle(authorized(id));
    await lookAfterAll(Date.now() + week - 60_000);
    expect(await earlyOf(id)).to.have.length(1);
    await lookAfterAll(Date.now() + 3 * week);
    expect(await earlyOf(id)).to.deep.equal([]);
  });

  it("keeps every entry when events and changes are concurrent", async () => {
    const order = await shop.order();
    const events = Array.from({ length: 8 }, () =>
      handle(eventOf("notification.sent", { order_id: order.id, channel: "sms", occasion: "order_status" })),
    );
    const statuses = ["confirmed", "processing", "shipped"] as const;
    const changes = statuses.map((status) =>
      shop.call("orders.setStatus", { ...shop.write(), order_id: order.id, status }),
    );
    await Promise.all([...events, ...changes]);
    const { timeline, revision } = await shop.get(order);
    expect(timeline).to.have.length(12);
    expect(revision).to.equal(12);
  });

  it("erases the customer's data from orders, events and recorded results", async () => {
    const customer_id = newId("cust");
    const secret = "Anjali Patel of Main Street";
    const given = { contact: { name: secret, email: null, phone: null }, shipping_address: { line1: secret } };
    const items = (plain.items ?? []).map((item) => ({ ...item, special_instructions: secret }));
    const order = await shop.order({ customer_id, note: secret, items, shipping_address_id: "addr_1", ...given });
    const write = { ...shop.write(), order_id: order.id };
    await shop.call("orders.setStatus", { ...write, status: "confirmed", note: `${secret} rang.` });
    await shop.call("orders.cancel", {
      ...shop.write(),
      order_id: order.id,
      reason: "other",
      cancel_reason_details: secret,
    });
    await handleOnce(db, forgetCustomers, eventOf("customer.deleted", { changed: [] }, customer_id));
    const after = await shop.get(order);
    expect(JSON.stringify(after)).to.not.include(secret);
    expect(after).to.include({ customer_id, version: 4, revision: 4, contact: null, shipping_address: null });
    expect(after.shipping_address_id).to.equal(null);
    expect(after.timeline).to.have.length(3);
    for (const table of ["orders", "order_items", "order_timeline", "orders_outbox", "orders_idempotency"]) {
      const rows = await db.rows(`SELECT * FROM ${table}`);
      expect(JSON.stringify(rows), table).to.not.include(secret);
    }
  });

  it("stores no data of a customer who was erased before the order arrived", async () => {
    const customer_id = newId("cust");
    const secret = "Anjali Patel of Side Street";
    await handleOnce(db, forgetCustomers, eventOf("customer.deleted", { changed: [] }, customer_id));
    const given = { contact: { name: secret, email: null, phone: null }, shipping_address: { line1: secret } };
    const items = (plain.items ?? []).map((item) => ({ ...item, special_instructions: secret }));
    const order = await shop.order({ customer_id, note: secret, items, shipping_address_id: "addr_1", ...given });
    expect(order).to.include({ customer_id, contact: null, shipping_address_id: null, sub_total: 1_000 });
    for (const table of ["orders", "order_items", "orders_outbox", "orders_idempotency"])
      expect(JSON.stringify(await db.rows(`SELECT * FROM ${table}`)), table).to.not.include(secret);
  });
});
