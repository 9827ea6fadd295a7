import "../../../support/data-dir.ts";
import { expect } from "chai";
import { newId } from "../../../../mixins/values/ids.ts";
import type { DomainEvent, OrderDetail } from "../../../../services/contracts.ts";
import { type OrdersShop, openOrders, refusalOf, refused } from "../../../support/core/shop-of-orders.ts";

const { Database } = await import("../../../../mixins/db/database.ts");

const dayMs = 24 * 3_600_000;

describe("orders: returns", () => {
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

  async function delivered(): Promise<OrderDetail> {
    const order = await shop.order();
    await shop.call("orders.setStatus", { ...shop.write(), order_id: order.id, status: "delivered" });
    return shop.get(order);
  }
  const someOf = (order: OrderDetail, quantities: number[]) =>
    quantities.map((quantity, index) => ({ item_id: order.items[index]?.id ?? "", quantity }));
  type Claim = { window_days?: number; return_id?: string; key?: string };
  const claim = (order: OrderDetail, quantities: number[], { window_days = 30, return_id, key }: Claim = {}) =>
    shop.call("orders.claimReturn", {
      store_id: shop.store_id,
      idempotency_key: key ?? newId("req"),
      order_id: order.id,
      return_id: return_id ?? newId("ret"),
      items: someOf(order, quantities),
      window_days,
    });
  const release = (order: OrderDetail, return_id: string, undoes?: string) =>
    shop.call("orders.releaseReturn", { ...shop.write(), order_id: order.id, return_id, undoes });
  const confirm = (order: OrderDetail, return_id: string) =>
    shop.call("orders.confirmReturn", { ...shop.write(), order_id: order.id, return_id });
  const returnedOf = async (order: OrderDetail) =>
    (await shop.get(order)).items.map(({ returned_quantity }) => returned_quantity);

  it("claim delivered items exclusively and count them when confirmed", async () => {
    const order = await delivered();
    const [return_id, key] = [newId("ret"), newId("req")];
    const claimed = await claim(order, [2, 1], { return_id, key });
    expect(claimed.items).to.deep.equal(order.items);
    expect(claimed.order.revision).to.be.greaterThan(order.revision);
    expect(await claim(order, [2, 1], { return_id, key })).to.deep.equal(claimed);
    expect(await returnedOf(order)).to.deep.equal([0, 0]);
    await refused(claim(order, [2]), "422 quantity_exceeds_returnable");
    await confirm(order, return_id);
    expect(await returnedOf(order)).to.deep.equal([2, 1]);
    const again = await confirm(order, return_id);
    expect(again.revision).to.equal((await shop.get(order)).revision);
    expect(await returnedOf(order)).to.deep.equal([2, 1]);
    await refused(claim(order, [2]), "422 quantity_exceeds_returnable");
    await claim(order, [1, 1]);
    expect(await release(order, return_id)).to.deep.equal({ released: false });
  });

  it("refuse foreign, undelivered, duplicate and excess items", async () => {
    const order = await shop.order();
    const foreign = { ...order, items: (await shop.order()).items };
    await refused(claim(foreign, [1]), "404 item_not_found");
    await refused(claim(order, [99]), "422 item_not_returnable");
    await shop.call("orders.setStatus", { ...shop.write(), order_id: order.id, status: "shipped" });
    await refused(claim(order, [1]), "422 item_not_returnable");
    await shop.call("orders.setStatus", { ...shop.write(), order_id: order.id, status: "delivered" });
    await refused(claim(order, [4]), "422 quantity_exceeds_returnable");
    const twice = { ...order, items: [order.items[0] ?? expect.fail(), order.items[0] ?? expect.fail()] };
    await refused(claim(twice, [1, 1]), "422 quantity_exceeds_returnable");
    await refused(claim({ ...order, id: "ord_unknown" }, [1]), "404 order_not_found");
    await claim(order, [3, 2]);
  });

  it("are refused after the return window, which starts at delivery", async () => {
    const order = await delivered();
    const set = (columns: string, ...values: (number | null)[]) =>
      db.run(`UPDATE orders SET ${columns} WHERE store_id = ? AND public_id = ?`, [...values, shop.store_id, order.id]);
    const windowStart = Date.now() - 30 * dayMs;
    await set("delivered_at = ?", windowStart - 1_000);
    await refused(claim(order, [1]), "422 item_not_returnable");
    await claim(order, [1], { window_days: 31 });
    await set("delivered_at = ?", windowStart + 60_000);
    await claim(order, [1]);
    await set("delivered_at = ?, updated_at = ?", null, windowStart - 1_000);
    await refused(claim(order, [1]), "422 item_not_returnable");
    await set("updated_at = ?", windowStart + 60_000);
    await claim(order, [1]);
  });

  it("claim each item once under concurrent requests", async function () {
    this.timeout(30_000);
    const order = await delivered();
    const answers = await Promise.all(Array.from({ length: 16 }, () => refusalOf(claim(order, [1]))));
    expect(answers.filter((answer) => answer === "accepted")).to.have.length(3);
    expect(new Set(answers)).to.deep.equal(new Set(["accepted", "422 quantity_exceeds_returnable"]));
  });

  it("can be released and claimed again", async () => {
    const order = await delivered();
    const return_id = newId("ret");
    await claim(order, [3], { return_id });
    const { revision } = await shop.get(order);
    expect(await release(order, return_id)).to.deep.equal({ released: true });
    expect((await shop.get(order)).revision).to.be.greaterThan(revision);
    expect(await release(order, return_id)).to.deep.equal({ released: false });
    await refused(confirm(order, return_id), "404 return_not_found");
    await refused(confirm(order, newId("ret")), "404 return_not_found");
    await claim(order, [3]);
  });

  it("are compensated after, before and during their claim", async function () {
    this.timeout(60_000);
    const order = await delivered();
    for (let turn = 0; turn < 12; turn++) {
      const [return_id, key] = [newId("ret"), newId("req")];
      const claiming = () => claim(order, [3], { return_id, key });
      const undoing = () => release(order, return_id, key);
      if (turn === 0) {
        await claiming();
        expect(await undoing()).to.deep.equal({ released: true });
      } else if (turn === 1) {
        expect(await undoing()).to.deep.equal({ released: false });
        await refused(claiming(), "422 idempotency_key_reused");
      } else {
        await Promise.allSettled(turn % 2 === 0 ? [claiming(), undoing()] : [undoing(), claiming()]);
      }
    }
    await claim(order, [3]);
  });

  it("publish events with the returned items", async () => {
    const order = await delivered();
    const return_id = newId("ret");
    await claim(order, [1], { return_id });
    await confirm(order, return_id);
    const rows = await db.rows<{ fact: string }>("SELECT fact FROM orders_outbox WHERE aggregate_id = ? ORDER BY id", [
      order.id,
    ]);
    const events = rows.map(({ fact: event }) => JSON.parse(event) as DomainEvent<"order.return_changed">);
    const payloads = events.filter(({ name }) => name === "order.return_changed").map(({ data }) => data);
    const items = someOf(order, [1]);
    expect(payloads.map(({ return_id: id, before, after }) => ({ id, before, after }))).to.deep.equal([
      { id: return_id, before: null, after: { return: "claimed", items } },
      { id: return_id, before: { return: "claimed" }, after: { return: "returned", items } },
    ]);
    expect(payloads[0]).to.include({ order_id: order.id, order_number: order.order_number, net_sales: 1_000 });
  });
});
