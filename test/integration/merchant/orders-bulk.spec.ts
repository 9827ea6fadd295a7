import { expect } from "chai";
import { ulid } from "ulid";
import type { Parsed } from "../../support/harness/index.ts";
import { all, mailNow, mailOf, onHand, type Sold, sell, stock } from "../../support/harness/orders.ts";
import { newCustomer, newOrder, newShop, type Shop } from "../../support/harness/shop.ts";

describe("bulk order changes", () => {
  let shop: Shop;
  let sold: Sold[];
  let ids: string[];
  before(async () => {
    shop = await newShop();
  });
  beforeEach(async () => {
    sold = [await sell(shop), await sell(shop), await sell(shop)];
    ids = sold.map(({ order }) => order.id);
  });

  const bulk = (action: string, data: object, order_ids: unknown = ids, headers: Record<string, string> = {}) =>
    shop.ask("PATCH", "/orders/bulk", { body: { order_ids, action, data }, headers });
  const details = async () => (await Promise.all(ids.map((id) => shop.ask("GET", `/orders/${id}`)))).map(bodyOf);

  it("set the status of several orders and return the seed's response", async () => {
    const { status, body } = await bulk("update_status", { status: "processing", notify_customers: false });
    expect([status, body]).to.deep.equal([200, { success: true, updated_count: 3, failed: [], updated_orders: ids }]);
    for (const order of await details()) expect(order.status).to.equal("processing");
    expect(await mailNow(sold[0]?.customer.email)).to.deep.equal([]);
  });

  it("send each customer one mail", async () => {
    await bulk("update_status", { status: "processing", note: "Soon", notify_customers: true });
    await bulk("update_status", { status: "processing", notify_customers: true });
    for (const each of sold) expect(await mailOf(each)).to.have.length(1);
    for (const { timeline } of await details())
      expect(timeline.filter(({ note }: Parsed) => note === "Soon")).to.have.length(1);
  });

  it("report orders that cannot change and apply the others", async () => {
    const other = await newShop();
    const foreign = await sell(other);
    await shop.ask("PATCH", `/orders/${ids[1]}/status`, { body: { status: "delivered" } });
    const requested = [ids[0], "ord_nobody", ids[1], foreign.order.id, ids[2]];
    const { status, body } = await bulk("update_status", { status: "confirmed" }, requested);
    expect([status, body.success, body.updated_count]).to.deep.equal([200, false, 2]);
    expect(body.updated_orders).to.have.members([ids[0], ids[2]]);
    const codes = Object.fromEntries(body.failed.map(({ order_id, code }: Parsed) => [order_id, code]));
    expect(codes).to.deep.equal({
      ord_nobody: "order_not_found",
      [foreign.order.id]: "order_not_found",
      [ids[1] ?? ""]: "invalid_status_transition",
    });
    for (const { message } of body.failed) expect(message).to.be.a("string").with.length.above(0);
    expect((await other.ask("GET", foreign.path)).body.status).to.equal("pending");
    expect((await details()).map(({ status }) => status)).to.deep.equal(["confirmed", "delivered", "confirmed"]);
  });

  it("add and remove tags without duplicates", async () => {
    await bulk("add_tags", { tags: ["gift", "Eid"] });
    expect((await bulk("add_tags", { tags: ["gift", "new"] })).body.updated_count).to.equal(3);
    for (const { tags } of await details()) expect(tags).to.have.members(["gift", "Eid", "new"]);
    expect((await bulk("remove_tags", { tags: ["gift", "unknown"] })).body.updated_count).to.equal(3);
    for (const { tags } of await details()) expect(tags).to.have.members(["Eid", "new"]);
  });

  it("take tags without the spaces around them", async () => {
    await bulk("add_tags", { tags: [" gift ", "\tEid\n"] });
    for (const { tags } of await details()) expect(tags).to.have.members(["gift", "Eid"]);
    await bulk("remove_tags", { tags: [" Eid"] });
    for (const { tags } of await details()) expect(tags).to.have.members(["gift"]);
    for (const tags of [[" "], ["a", " a"], ["a\tb"]]) expect((await bulk("add_tags", { tags })).status).to.equal(400);
  });

  it("fulfil the remaining items of each order", async () => {
    const [one] = sold;
    if (!one) throw new Error("There is one.");
    await shop.ask("POST", `${one.path}/fulfillments`, { body: { items: all(one, 1) } });
    await shop.ask("POST", `/orders/${ids[2]}/cancel`, { body: { reason: "other" } });
    const tracking = { awb: "B-1", tracking_url: "https://example.com/B-1", shipping_method: "Van" };
    const { body } = await bulk("fulfill", { ...tracking, notify_customers: true });
    expect(body).to.deep.include({ success: false, updated_count: 2, updated_orders: [ids[0], ids[1]] });
    expect(body.failed.map(({ order_id, code }: Parsed) => [order_id, code])).to.deep.equal([
      [ids[2], "order_not_fulfillable"],
    ]);
    const [first, second] = await details();
    for (const order of [first, second]) {
      expect(order.fulfillment_status).to.equal("fulfilled");
      expect(order.fulfillments.at(-1)).to.include(tracking);
    }
    expect(first.fulfillments.at(-1).items.map(({ quantity }: Parsed) => quantity)).to.deep.equal([1, 2]);
    expect(await mailOf(one)).to.have.length(1);
  });

  it("restock and keep the payment when setting the status to cancelled", async () => {
    for (const each of sold) await stock(shop, each, 10);
    await shop.ask("PATCH", `/orders/${ids[1]}/status`, { body: { status: "shipped" } });
    const { body } = await bulk("update_status", { status: "cancelled" });
    expect(body).to.deep.include({ updated_count: 2, updated_orders: [ids[0], ids[2]] });
    expect(body.failed.map(({ code }: Parsed) => code)).to.deep.equal(["order_not_cancellable"]);
    const levels = await Promise.all(sold.map((each) => onHand(shop, each)));
    expect(levels).to.deep.equal([
      [12, 13],
      [10, 10],
      [12, 13],
    ]);
    for (const { refunds } of await details()) expect(refunds).to.deep.equal([]);
  });

  it("succeed without effect when the orders already have the status", async () => {
    for (const status of ["shipped", "delivered"]) {
      await bulk("update_status", { status });
      const { body } = await bulk("update_status", { status });
      expect(body, status).to.deep.include({ success: true, updated_count: 3 });
    }
    sold = [await sell(shop), await sell(shop)];
    ids = sold.map(({ order }) => order.id);
    for (const status of ["refunded", "cancelled"]) {
      if (status === "cancelled") ids = [(await sell(shop)).order.id];
      await bulk("update_status", { status });
      const before = await details();
      const { body } = await bulk("update_status", { status });
      expect(body, status).to.deep.equal({ success: true, updated_count: ids.length, failed: [], updated_orders: ids });
      const after = await details();
      for (const [at, order] of after.entries()) expect(order.refunds).to.deep.equal(before[at].refunds);
    }
  });

  it("refund each order when setting the status to refunded", async () => {
    const unpaid = await sell(shop, { payment: "none" });
    const { body } = await bulk("update_status", { status: "refunded" }, [...ids, unpaid.order.id]);
    expect(body.updated_orders).to.have.members(ids);
    expect(body.failed.map(({ code }: Parsed) => code)).to.deep.equal(["nothing_to_refund"]);
    for (const { refunds, status } of await details()) {
      expect(status).to.equal("refunded");
      expect(refunds.map(({ amount }: Parsed) => amount)).to.deep.equal([66.17]);
    }
  });

  it("apply once per idempotency key", async () => {
    const headers = { "Idempotency-Key": ulid() };
    const first = await bulk("fulfill", {}, ids, headers);
    const again = await bulk("fulfill", {}, ids, headers);
    expect(again.headers.get("idempotency-replayed")).to.equal("true");
    expect(again.body).to.deep.equal(first.body);
    for (const { fulfillments } of await details()) expect(fulfillments).to.have.length(1);
  });

  it("accept five hundred orders and refuse more", async function () {
    this.timeout(120_000);
    const { id } = await newCustomer(shop);
    const many: string[] = [];
    for (let made = 0; made < 500; made += 20) {
      const some = await Promise.all(Array.from({ length: 20 }, () => newOrder(shop, id, 1_000)));
      many.push(...some.map((order) => order.id));
    }
    for (const [action, data] of [
      ["add_tags", { tags: ["sale"] }],
      ["update_status", { status: "confirmed" }],
    ] as const) {
      const { body } = await bulk(action, data, many);
      expect(body).to.deep.include({ success: true, updated_count: 500 });
    }
    const { pagination } = (await shop.ask("GET", `/orders?customer_id=${id}&status=confirmed`)).body;
    expect(pagination.total).to.equal(500);
    const tooMany = await bulk("add_tags", { tags: ["a"] }, [...many, "ord_x"]);
    expect([tooMany.status, tooMany.body.details[0].path]).to.deep.equal([400, "order_ids"]);
  });

  it("name the invalid fields and change nothing", async () => {
    const wrong: [string, Parsed, Parsed, string][] = [
      ["update_status", { tags: ["a"] }, ids, "data.status"],
      ["update_status", { status: "confirmed", tags: ["a"] }, ids, "data.tags"],
      ["update_status", { status: "confirmed", awb: "1" }, ids, "data.awb"],
      ["update_status", { status: "open" }, ids, "data.status"],
      ["update_status", { status: "confirmed", notify_customer: true }, ids, "data.notify_customer"],
      ["add_tags", { tags: ["a"], status: "confirmed" }, ids, "data.status"],
      ["add_tags", { tags: [] }, ids, "data.tags"],
      ["add_tags", { tags: ["a", "a"] }, ids, "data.tags.1"],
      ["add_tags", { tags: [" "] }, ids, "data.tags.0"],
      ["add_tags", { tags: ["x".repeat(51)] }, ids, "data.tags.0"],
      ["add_tags", { tags: "a" }, ids, "data.tags"],
      ["remove_tags", { tags: ["a"], notify_customers: true }, ids, "data.notify_customers"],
      ["remove_tags", {}, ids, "data.tags"],
      ["fulfill", { status: "shipped" }, ids, "data.status"],
      ["fulfill", { items: [] }, ids, "data.items"],
      ["fulfill", { tracking_url: "javascript:alert(1)" }, ids, "data.tracking_url"],
      ["delete", {}, ids, "action"],
      ["add_tags", undefined, ids, "data"],
      ["add_tags", { tags: ["a"] }, [], "order_ids"],
      ["add_tags", { tags: ["a"] }, [ids[0], ids[0]], "order_ids.1"],
      ["add_tags", { tags: ["a"] }, [7], "order_ids.0"],
      ["add_tags", { tags: ["a"] }, undefined, "order_ids"],
      ["add_tags", { tags: ["a"] }, "all", "order_ids"],
    ];
    for (const [action, data, order_ids, path] of wrong) {
      const { status, body } = await shop.ask("PATCH", "/orders/bulk", { body: { action, data, order_ids } });
      const label = `${action} ${JSON.stringify(data)} ${JSON.stringify(order_ids)}`;
      expect(status, label).to.equal(400);
      expect(
        body.details.map((detail: Parsed) => detail.path),
        label,
      ).to.include(path);
    }
    for (const order of await details())
      expect(order).to.deep.include({ status: "pending", tags: [], fulfillment_status: "unfulfilled" });
  });

  it("refuse oversized lists without validating each entry", async () => {
    const started = performance.now();
    for (const [data, order_ids] of [
      [{ tags: ["a"] }, Array.from({ length: 300_000 }, () => ({}))],
      [{ tags: Array.from({ length: 300_000 }, () => ({})) }, ids],
    ])
      expect((await bulk("add_tags", data as object, order_ids)).status).to.equal(400);
    expect(performance.now() - started).to.be.below(5_000);
  });
});

const bodyOf = ({ body }: { body: Parsed }): Parsed => body;
