import { expect } from "chai";
import type { Signal } from "../../../../mixins/messaging/inbox.ts";
import type { DomainEvent } from "../../../../services/contracts.ts";
import { type OrdersShop, openOrders } from "../../../support/core/shop-of-orders.ts";
import { until } from "../../../support/until.ts";

const { Database } = await import("../../../../mixins/db/database.ts");
const { releaseDue } = await import("../../../../services/orders/workers/release-orders.ts");

const [minute, hour] = [60_000, 3_600_000];

describe("orders: scheduled orders", () => {
  let shop: OrdersShop;
  let db: InstanceType<typeof Database>;
  before(async () => {
    shop = await openOrders();
    db = new Database("orders");
    // Earlier entries of this database are released first, so that no test counts them.
    await releaseAll(Date.now() + 999 * 24 * hour);
  });
  after(async () => {
    await db.close();
    await shop.stop();
  });

  // Time is passed as a parameter: each test's orders are due at their own hour in the far future.
  let hours = 0;
  const later = () => Date.now() + (1_000 + hours++) * 24 * hour;
  const heldUntil = (scheduled_at: number) => shop.order({ scheduled_at, status: "confirmed" });
  const statusOf = async (order: { id: string }) => (await shop.get(order)).status;
  async function releaseAll(now: number, signal: Signal = () => undefined) {
    let released = 0;
    do {
      while (await releaseDue(db, now, signal)) released++;
      // A row that the service's own worker is looking at is passed over.
    } while ((await db.rows("SELECT 1 FROM order_releases WHERE due_at <= ? LIMIT 1", [now])).length > 0);
    return released;
  }
  async function eventsOf({ id }: { id: string }): Promise<DomainEvent[]> {
    const rows = await db.rows<{ fact: string }>("SELECT fact FROM orders_outbox WHERE aggregate_id = ?", [id]);
    return rows.map(({ fact: event }) => JSON.parse(event) as DomainEvent);
  }

  it("are pending, and confirmed by the system 30 minutes before their time", async () => {
    const due = later();
    const order = await heldUntil(due);
    expect(order).to.include({ status: "pending", scheduled_at: due });
    expect(await releaseAll(due - 31 * minute)).to.equal(0);
    expect(await statusOf(order)).to.equal("pending");
    const signals: object[] = [];
    expect(await releaseAll(due - 30 * minute, (name, data) => signals.push({ name, ...data }))).to.equal(1);
    const after = await shop.get(order);
    expect(after).to.include({ status: "confirmed", version: 2 });
    expect(after.timeline.at(-1)).to.deep.include({
      actor: "system:system",
      data: { from: "pending", to: "confirmed" },
    });
    const { store_id } = shop;
    expect(signals).to.deep.equal([{ name: "orders.revised", store_id, order_id: order.id, revision: 2 }]);
    const event = (await eventsOf(order)).find(({ name }) => name === "order.status_changed");
    expect(event?.actor).to.deep.equal({ type: "system", id: "system" });
    expect(event?.data).to.deep.include({ before: { status: "pending" }, after: { status: "confirmed" } });
  });

  it("are confirmed at once when their time has passed", async () => {
    const order = await heldUntil(Date.now() - minute);
    expect(order.status).to.equal("confirmed");
  });

  it("wait for their payment when their time comes first", async () => {
    const due = later();
    const order = await shop.order({ scheduled_at: due, status: "pending", payment_status: "requires_action" });
    expect(await releaseAll(due)).to.equal(1);
    expect(await statusOf(order)).to.equal("pending");
    const paid = { payment_status: "captured" as const, financial_status: "paid" as const };
    await shop.call("orders.recordPayment", { ...shop.write(), order_id: order.id, ...paid });
    expect(await releaseAll(due + minute)).to.equal(1);
    expect(await statusOf(order)).to.equal("confirmed");
  });

  it("stay cancelled or shipped when their time comes", async () => {
    const due = later();
    const [cancelled, shipped] = [await heldUntil(due), await heldUntil(due)];
    await shop.call("orders.cancel", { ...shop.write(), order_id: cancelled.id, reason: "customer_request" });
    await shop.call("orders.setStatus", { ...shop.write(), order_id: shipped.id, status: "shipped" });
    expect(await releaseAll(due)).to.equal(2);
    expect(await shop.get(cancelled)).to.include({ status: "cancelled", version: 2 });
    expect(await shop.get(shipped)).to.include({ status: "shipped", version: 2 });
    expect(await releaseAll(due)).to.equal(0);
  });

  it("are released once by competing instances, also during a cancellation", async function () {
    this.timeout(60_000);
    const due = later();
    const orders = await Promise.all(Array.from({ length: 12 }, () => heldUntil(due)));
    const other = new Database("orders");
    const racing = [db, other].map(async (each) => {
      let released = 0;
      while (await releaseDue(each, due, () => undefined)) released++;
      return released;
    });
    const [first] = orders;
    const cancelling = shop.call("orders.cancel", { ...shop.write(), order_id: first?.id ?? "", reason: "other" });
    const counts = await Promise.all(racing);
    await cancelling;
    await other.close();
    // Neither instance may skip an order that the other one locked and then gave up.
    expect((counts[0] ?? 0) + (counts[1] ?? 0) + (await releaseAll(due))).to.equal(12);
    for (const order of orders) {
      const { status, timeline } = await shop.get(order);
      expect(status).to.equal(order === first ? "cancelled" : "confirmed");
      expect(timeline.filter(({ data }) => data?.to === "confirmed")).to.have.length.at.most(1);
      if (order !== first) expect(timeline).to.have.length(2);
    }
  });

  it("are released by the running service, also when due during a stop", async function () {
    this.timeout(30_000);
    const running = await shop.order({ scheduled_at: Date.now() + 10 * minute });
    expect(running.status).to.equal("pending");
    await until(async () => (await statusOf(running)) === "confirmed");
    const held = await heldUntil(later());
    const params = { store_id: shop.store_id, order_id: held.id };
    await shop.stop();
    await db.run("UPDATE order_releases SET due_at = ? WHERE public_id = ?", [Date.now() - 1, held.id]);
    shop = await openOrders();
    await until(async () => (await shop.call("orders.get", params)).status === "confirmed");
  });
});
