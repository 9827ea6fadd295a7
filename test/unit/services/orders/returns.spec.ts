import { expect } from "chai";
import { newId } from "../../../../mixins/values/ids.ts";
import type { ActionParams, DomainEvent, NewOrder, OrderDetail, OrderReturn } from "../../../../services/contracts.ts";
import { deliverErasure } from "../../../support/core/erased.ts";
import { type OrdersShop, openOrders, refusalOf, refused } from "../../../support/core/shop-of-orders.ts";

const { Database } = await import("../../../../mixins/db/database.ts");
const { forgetCustomers } = await import("../../../../services/orders/orders.events.ts");

const dayMs = 24 * 3_600_000;
const address = { name: "Ann Lee", line1: "12 Lake Road", city: "Dhaka" };

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

  async function delivered(given: Partial<NewOrder> = {}): Promise<OrderDetail> {
    const order = await shop.order(given);
    await shop.call("orders.setStatus", { ...shop.write(), order_id: order.id, status: "delivered" });
    return shop.get(order);
  }
  type Wanted = Partial<ActionParams<"orders.requestReturn">>;
  const wanted = (order: OrderDetail, quantities: number[], more: Wanted = {}) => ({
    ...shop.write(),
    order_id: order.id,
    return_id: newId("ret"),
    window_days: 30,
    shipping_address: address,
    items: quantities.map((quantity, index) => ({
      item_id: order.items[index]?.id ?? "",
      quantity,
      resolution: "refund" as const,
      return_reason: "Both handles are off.",
    })),
    ...more,
  });
  const request = (order: OrderDetail, quantities: number[], more?: Wanted) =>
    shop.call("orders.requestReturn", wanted(order, quantities, more));
  const requested = async (order: OrderDetail, quantities: number[], more?: Wanted) =>
    (await request(order, quantities, more)).return;
  type Moving = Partial<ActionParams<"orders.moveReturn">>;
  const move = (
    { id: return_id, order_id }: OrderReturn,
    status: "approved" | "rejected" | "received",
    more: Moving = {},
  ) => shop.call("orders.moveReturn", { ...shop.write(), return_id, order_id, status, ...more });
  const get = ({ id: return_id }: { id: string }, more: object = {}) =>
    shop.call("orders.getReturn", { store_id: shop.store_id, return_id, ...more });
  const piecesOf = async (order: OrderDetail) =>
    (await shop.get(order)).items.map(({ pieces }) => [pieces.delivered, pieces.requested, pieces.returned]);
  async function eventsOf(id: string): Promise<DomainEvent[]> {
    const rows = await db.rows<{ fact: string }>("SELECT fact FROM orders_outbox WHERE aggregate_id = ? ORDER BY id", [
      id,
    ]);
    return rows.map(({ fact }) => JSON.parse(fact) as DomainEvent);
  }

  const changesOf = async (order: OrderDetail) =>
    (await eventsOf(order.id))
      .filter((event): event is DomainEvent<"order.return_changed"> => event.name === "order.return_changed")
      .map(({ data }) => data);

  it("take delivered pieces once for a key, with what was paid for them", async () => {
    const order = await delivered({ tax: 101 });
    const params = wanted(order, [2, 1]);
    const [one, two] = await Promise.all([
      shop.call("orders.requestReturn", params),
      shop.call("orders.requestReturn", params),
    ]);
    expect(two).to.deep.equal(one);
    const made = one.return;
    expect(made).to.deep.include({ status: "requested", refund_amount: null, note: null, version: 1 });
    expect(made.items.map(({ sku, quantity, amount }) => [sku, quantity, amount])).to.deep.equal([
      ["PASTA", 2, 441],
      ["PIZZA", 1, 220],
    ]);
    expect(await get(made)).to.deep.equal(made);
    expect(await piecesOf(order)).to.deep.equal([
      [1, 2, 0],
      [1, 1, 0],
    ]);
    const { version, timeline, returns } = await shop.call("orders.getWithReturns", {
      store_id: shop.store_id,
      order_id: order.id,
    });
    expect([version, returns]).to.deep.equal([order.version + 1, [made]]);
    expect(timeline.at(-1)).to.deep.include({ type: "return.requested", data: { id: made.id, status: "requested" } });
    await refused(request(order, [2]), "422 quantity_exceeds_returnable");
    const reused = shop.call("orders.requestReturn", { ...params, window_days: 31 });
    await refused(reused, "422 idempotency_key_reused");
    await refused(request(order, [1], { return_id: made.id }), "409 return_exists");
  });

  it("refuse foreign, undelivered and excess items, and other versions of the order", async () => {
    const order = await shop.order();
    const foreign = { ...order, items: (await shop.order()).items };
    await refused(request(foreign, [1]), "404 item_not_found");
    await refused(request(order, [3]), "422 item_not_returnable");
    await shop.call("orders.setStatus", { ...shop.write(), order_id: order.id, status: "shipped" });
    await refused(request(order, [1]), "422 item_not_returnable");
    await shop.call("orders.setStatus", { ...shop.write(), order_id: order.id, status: "delivered" });
    await refused(request(order, [4]), "422 quantity_exceeds_returnable");
    const twice = { ...order, items: [order.items[0] ?? expect.fail(), order.items[0] ?? expect.fail()] };
    await refused(request(twice, [2, 2]), "422 quantity_exceeds_returnable");
    await refused(request({ ...order, id: "ord_unknown" }, [1]), "404 order_not_found");
    await refused(request(order, [1], { if_versions: [1] }), "412 version_mismatch");
    await request(order, [3, 2]);
  });

  it("are refused after the return window, which starts at delivery", async () => {
    const order = await delivered();
    const set = (columns: string, ...values: (number | null)[]) =>
      db.run(`UPDATE orders SET ${columns} WHERE store_id = ? AND public_id = ?`, [...values, shop.store_id, order.id]);
    const windowStart = Date.now() - 30 * dayMs;
    await set("delivered_at = ?", windowStart - 1_000);
    await refused(request(order, [1]), "422 item_not_returnable");
    await request(order, [1], { window_days: 31 });
    await set("delivered_at = ?", windowStart + 60_000);
    await request(order, [1]);
    await set("delivered_at = ?, updated_at = ?", null, windowStart - 1_000);
    await refused(request(order, [1]), "422 item_not_returnable");
    await set("updated_at = ?", windowStart + 60_000);
    await request(order, [1]);
  });

  it("share exactly what was paid when they are asked for at once", async () => {
    // 13,714 over 5 pieces: every part is rounded.
    const five = { product_id: "item_1", sku: "MUG", name: "Mug", quantity: 5, unit_price: 2_742 };
    const orders = await Promise.all(
      Array.from({ length: 8 }, () => delivered({ items: [five], sub_total: 13_710, tax: 4 })),
    );
    for (const order of orders) {
      const made = await Promise.all(Array.from({ length: 5 }, () => requested(order, [1])));
      const amounts = made.flatMap(({ items }) => items.map(({ amount }) => amount));
      expect(amounts.reduce((sum, amount) => sum + amount, 0)).to.equal(13_714);
    }
  });

  it("take each piece once under concurrent requests", async () => {
    const order = await delivered();
    const answers = await Promise.all(Array.from({ length: 16 }, () => refusalOf(request(order, [1]))));
    expect(answers.filter((answer) => answer === "accepted")).to.have.length(3);
    expect(new Set(answers)).to.deep.equal(new Set(["accepted", "422 quantity_exceeds_returnable"]));
  });

  it("move their pieces with their status, and are settled beside what was given back before", async () => {
    const order = await delivered();
    const made = await requested(order, [2, 1]);
    const approved = await move(made, "approved", { note: "Bring them." });
    expect(approved.return).to.include({ status: "approved", note: "Bring them.", version: 2 });
    const received = await move(made, "received");
    expect(received.return).to.include({ status: "received", note: "Bring them.", version: 3 });
    expect(await piecesOf(order)).to.deep.equal([
      [1, 0, 2],
      [1, 0, 1],
    ]);
    const of = { order_id: order.id, return_id: made.id };
    const money = { payment_status: "captured", financial_status: "partially_refunded", money_version: 2 } as const;
    const settle = (refunded: number | null) =>
      shop.call("orders.settleReturn", { ...shop.write(), ...of, refunded, money });
    expect((await settle(null)).return.version).to.equal(3);
    expect((await settle(400)).return).to.include({ refund_amount: 400, version: 4 });
    const { order: last, return: settled } = await settle(200);
    expect(settled).to.include({ status: "received", refund_amount: 600, version: 5 });
    expect(last).to.include({ financial_status: "partially_refunded", version: order.version + 6 });
    const events = await eventsOf(made.id);
    expect(events.map(({ name, aggregate }) => [name, aggregate.version])).to.deep.equal([
      ["return.requested", 1],
      ...[2, 3, 4, 5].map((version) => ["return.updated", version]),
    ]);
    expect(events[1]?.data).to.deep.include({ before: { status: "requested" }, after: { status: "approved" } });
    expect(events[3]?.data).to.deep.include({ before: { refund_amount: null }, after: { refund_amount: 400 } });
    for (const event of events) expect(JSON.stringify(event)).not.to.match(/Lake Road|handles|Ann Lee|Bring them/);
    const [asked, back] = await changesOf(order);
    const items = order.items.map(({ id: item_id }, index) => ({ item_id, quantity: 2 - index }));
    expect(asked).to.deep.include({ return_id: made.id, before: null, after: { return: "claimed", items } });
    expect(back).to.deep.include({ before: { return: "claimed" }, after: { return: "returned", items } });
    expect(asked).to.include({ order_id: order.id, order_number: order.order_number, net_sales: 1_000 });
  });

  it("say when everything came back, and free their pieces when they are rejected", async () => {
    const order = await delivered();
    const rejected = await requested(order, [3, 2]);
    await move(rejected, "rejected");
    const all = await requested(order, [3, 2]);
    await move(all, "approved");
    await move(all, "received");
    const changes = await changesOf(order);
    expect(changes.map(({ after, all_back }) => [after?.return, all_back])).to.deep.equal([
      ["claimed", undefined],
      ["released", undefined],
      ["claimed", undefined],
      ["returned", true],
    ]);
  });

  it("order again what is to be replaced, in the same transaction", async () => {
    const order = await delivered();
    const params = wanted(order, [2, 1]);
    const items = params.items.map((item) => ({ ...item, resolution: "replacement" as const }));
    const made = await requested(order, [], { items: [items[0] ?? expect.fail(), params.items[1] ?? expect.fail()] });
    await move(made, "approved");
    const id = newId("ord");
    const received = await move(made, "received", { replacement_order_id: id });
    expect(received.return).to.include({ status: "received", replacement_order_id: id });
    const replacement = await shop.get({ id });
    expect(replacement).to.include({ sub_total: 400, grand_total: 0, funded_by: order.id, status: "confirmed" });
    expect(replacement.items.map(({ sku, quantity, worth }) => [sku, quantity, worth])).to.deep.equal([
      ["PASTA", 2, 400],
    ]);
    expect((await shop.get(order)).items.map(({ pieces }) => [pieces.replaced, pieces.returned])).to.deep.equal([
      [2, 0],
      [0, 1],
    ]);
    const again = await move(made, "received", { replacement_order_id: newId("ord") });
    expect([again.changed, again.return]).to.deep.equal([false, received.return]);
  });

  for (const [path, to] of [
    [[], "received"],
    [["rejected"], "approved"],
    [["rejected"], "received"],
    [["approved", "received"], "approved"],
    [["approved", "received"], "rejected"],
  ] as const) {
    it(`cannot change from ${path.at(-1) ?? "requested"} to ${to}`, async () => {
      const made = await requested(await delivered(), [1]);
      for (const status of path) await move(made, status);
      await refused(move(made, to), "409 invalid_return_transition");
    });
  }

  it("change by one of many concurrent requests, and not when their status is repeated", async () => {
    const order = await delivered();
    const made = await requested(order, [1]);
    const moves = await Promise.allSettled(
      (["approved", "rejected", "approved", "rejected"] as const).map((status) => move(made, status)),
    );
    const changed = moves.filter((each) => each.status === "fulfilled" && each.value.changed);
    // One that was approved first may be rejected afterwards, but not the reverse.
    const now = await get(made);
    expect(changed.length).to.equal(now.version - 1);
    expect((await eventsOf(made.id)).length).to.equal(changed.length + 1);
    expect((await piecesOf(order))[0]).to.deep.equal(now.status === "rejected" ? [3, 0, 0] : [2, 1, 0]);
    const again = await move(made, now.status as "approved", { note: "No." });
    expect([again.changed, again.return]).to.deep.equal([false, now]);
  });

  it("are not found in another store, for another customer or order, or by an id with a trailing space", async () => {
    const made = await requested(await delivered(), [1]);
    expect(await get(made, { customer_id: made.customer_id })).to.include({ id: made.id });
    for (const wrong of [
      () => get(made, { store_id: shop.store_id + 100_000 }),
      () => get(made, { customer_id: "cust_other" }),
      () => get({ id: `${made.id} ` }),
      async () => move({ ...made, order_id: (await delivered()).id }, "approved"),
    ])
      await refused(wrong(), "404 return_not_found");
    await refused(move(made, "approved", { return_versions: [7] }), "412 version_mismatch");
  });

  it("are listed newest first, by page and by cursor, of a customer, an order and a status", async () => {
    const mine = { customer_id: "cust_lists" };
    const six = { product_id: "item_1", sku: "MUG", name: "Mug", quantity: 6, unit_price: 100 };
    const order = await delivered({ ...mine, items: [six], sub_total: 600 });
    const made: OrderReturn[] = [];
    for (let count = 0; count < 5; count++) made.unshift(await requested(order, [1]));
    const other = await delivered(mine);
    await requested(other, [1]);
    await move(made[1] ?? expect.fail(), "approved");
    const search = (filter: object, more: object = {}) =>
      shop.call("orders.searchReturns", { store_id: shop.store_id, filter, limit: 100, ...more });
    const ids = made.map(({ id }) => id);
    const of = { order_id: order.id };
    expect((await search(of)).items.map(({ id }) => id)).to.deep.equal(ids);
    const second = await search(of, { limit: 2, page: 2 });
    expect(second.items.map(({ id }) => id)).to.deep.equal(ids.slice(2, 4));
    const first = await search(of, { limit: 2 });
    const rest = await search(of, { limit: 9, cursor: first.next_cursor ?? "" });
    expect([...first.items, ...rest.items].map(({ id }) => id)).to.deep.equal(ids);
    expect((await search(mine)).total).to.equal(6);
    expect((await search({ ...of, status: "approved" })).items.map(({ id }) => id)).to.deep.equal([ids[1]]);
    await refused(search({ customer_id: "cust_other" }, { cursor: first.next_cursor ?? "" }), "400 invalid_cursor");
  });

  const erase = (customer_id: string, store_id = shop.store_id) =>
    deliverErasure(db, forgetCustomers, { store_id, tenant_id: "ten_test" }, customer_id);

  it("of an erased customer stay, without address, reasons and note", async () => {
    const customer_id = "cust_erased";
    const order = await delivered({ customer_id });
    const params = wanted(order, [2]);
    const { return: made } = await shop.call("orders.requestReturn", params);
    await move(made, "approved", { note: "Ann brings them on Monday." });
    await erase(customer_id, shop.store_id + 100_000);
    expect(await get(made)).to.include({ note: "Ann brings them on Monday." });
    await erase(customer_id);
    await erase(customer_id);
    const left = await get(made);
    expect(left).to.include({ status: "approved", shipping_address: null, note: null });
    expect(left.items[0]).to.include({ sku: "PASTA", quantity: 2, return_reason: "", amount: 400 });
    await refused(shop.call("orders.requestReturn", params), "410 erased");
    const kept = "SELECT COUNT(*) AS found FROM orders_idempotency WHERE result LIKE '%on Monday%'";
    expect((await db.row<{ found: number }>(kept))?.found).to.equal(0);
    const late = await requested(order, [1]);
    expect(late).to.include({ status: "requested", customer_id, shipping_address: null });
    expect(late.items[0]).to.include({ return_reason: "" });
  });

  it("that are asked for while their customer is erased keep no personal data either", async () => {
    const orders = await Promise.all(
      Array.from({ length: 16 }, (_, n) => delivered({ customer_id: `cust_moment_${n}` })),
    );
    const made = await Promise.all(
      orders.map(async (order) => {
        const [{ id }] = await Promise.all([requested(order, [1]), erase(order.customer_id ?? "")]);
        return id;
      }),
    );
    for (const id of made) expect((await get({ id })).shipping_address, id).to.equal(null);
    const kept = `SELECT COUNT(*) AS found FROM orders_idempotency WHERE subject_id LIKE 'cust_moment_%'
      AND result LIKE '%Lake Road%'`;
    expect((await db.row<{ found: number }>(kept))?.found).to.equal(0);
  });
});
