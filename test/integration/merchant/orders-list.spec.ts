import { expect } from "chai";
import { ask, type Parsed } from "../../support/harness/index.ts";
import { type Sold, sell } from "../../support/harness/orders.ts";
import { merchantOf, newCustomer, newOrder, newShop, type Shop, walk } from "../../support/harness/shop.ts";

const ids = (list: Parsed[]) => list.map(({ id }) => id);

describe("order list", () => {
  let shop: Shop;
  let made: Parsed[];
  let rich: Sold;

  // Several orders of each kind, so that every filter excludes some.
  before(async () => {
    shop = await newShop();
    const [one, two] = [await newCustomer(shop), await newCustomer(shop)];
    for (let number = 0; number < 9; number++)
      await newOrder(shop, number % 3 ? one.id : two.id, 1_000 + ((number * 7) % 9) * 100);
    rich = await sell(shop);
    const held = await sell(shop, { payment: "held" });
    const partly = await sell(shop);
    const [item] = partly.order.items;
    await shop.ask("POST", `${partly.path}/fulfillments`, { body: { items: [{ id: item?.id, quantity: 1 }] } });
    await shop.ask("PATCH", `${held.path}/status`, { body: { status: "confirmed" } });
    await shop.ask("POST", `${rich.path}/cancel`, { body: { reason: "other", refund: true } });
    made = (await shop.ask("GET", "/orders?limit=100")).body.data;
  });

  it("returns every field of the contract in its order", async () => {
    const order = made.find(({ id }) => id === rich.order.id);
    expect(Object.keys(order)).to.deep.equal(
      "id order_id order_number domain_id store_id customer_id status payment_status financial_status fulfillment_status currency sub_total discount tax shipping tip grand_total payment_method tags note created_at updated_at".split(
        " ",
      ),
    );
    expect(order).to.deep.include({
      domain_id: shop.store.domain_id,
      store_id: shop.store.store_id,
      customer_id: rich.customer.id,
      status: "cancelled",
      financial_status: "refunded",
      currency: "BDT",
      sub_total: 66.17,
      grand_total: 66.17,
      tags: [],
      note: null,
    });
    expect(made).to.have.length(12);
  });

  it("returns the newest first, twenty per page", async () => {
    const { body } = await shop.ask("GET", "/orders");
    expect(body.pagination).to.deep.equal({ page: 1, limit: 20, total: 12, next_cursor: null });
    const times = body.data.map(({ created_at }: Parsed) => created_at);
    expect(times).to.deep.equal(times.toSorted().toReversed());
    expect((await shop.ask("GET", "/orders?page=2")).body.data).to.deep.equal([]);
    const second = (await shop.ask("GET", "/orders?page=2&limit=5")).body;
    expect(ids(second.data)).to.deep.equal(ids(made.slice(5, 10)));
    expect(second.pagination).to.include({ page: 2, limit: 5, total: 12 });
  });

  it("filters by each status, by customer and by all combined", async () => {
    const fields = ["status", "payment_status", "financial_status", "fulfillment_status", "customer_id"];
    for (const field of fields) {
      const values = new Set(made.map((order) => order[field]));
      expect(values.size, field).to.be.above(1);
      for (const value of values) {
        const { body } = await shop.ask("GET", `/orders?limit=100&${field}=${value}`);
        expect(ids(body.data), `${field}=${value}`).to.deep.equal(ids(made.filter((order) => order[field] === value)));
        expect(body.pagination.total).to.equal(body.data.length);
      }
    }
    const [order] = made;
    const query = fields.map((field) => `${field}=${order[field]}`).join("&");
    expect(ids((await shop.ask("GET", `/orders?${query}`)).body.data)).to.include(order.id);
    expect((await shop.ask("GET", "/orders?customer_id=cust_nobody")).body.data).to.deep.equal([]);
    expect((await shop.ask("GET", "/orders?status=shipped&status=pending")).status).to.equal(400);
  });

  it("filters by creation time, by millisecond and by day", async () => {
    const { created_at: middle } = made[5];
    const from = (await shop.ask("GET", `/orders?limit=100&date_from=${middle}`)).body.data;
    expect(ids(from)).to.deep.equal(ids(made.filter(({ created_at }) => created_at >= middle)));
    const to = (await shop.ask("GET", `/orders?limit=100&date_to=${middle}`)).body.data;
    expect(ids(to)).to.deep.equal(ids(made.filter(({ created_at }) => created_at <= middle)));
    const [last, first] = [made[0].created_at.slice(0, 10), made[11].created_at.slice(0, 10)];
    const days = await shop.ask("GET", `/orders?limit=100&date_from=${first}&date_to=${last}`);
    expect(days.body.data).to.have.length(12);
    expect((await shop.ask("GET", "/orders?date_to=2020-01-01")).body.data).to.deep.equal([]);
    expect((await shop.ask("GET", "/orders?date_from=2025-02-30")).body.details[0].path).to.equal("date_from");
  });

  it("searches by order number prefix, case-insensitively", async () => {
    const { order_number } = made[3];
    for (const text of [order_number, order_number.toLowerCase()]) {
      const { body } = await shop.ask("GET", `/orders?search=${text}`);
      expect(ids(body.data), text).to.include(made[3].id);
      for (const order of body.data) expect(order.order_number.startsWith(order_number)).to.equal(true);
    }
    const beginning = order_number.slice(0, 2);
    expect((await shop.ask("GET", `/orders?search=${beginning}`)).body.pagination.total).to.equal(12);
    for (const text of [order_number.slice(1), "%25", "_", "Z"])
      expect((await shop.ask("GET", `/orders?search=${text}`)).body.data, text).to.deep.equal([]);
  });

  it("is limited to the store and refuses another store's id", async () => {
    const { store_id } = shop.store;
    expect((await shop.ask("GET", `/orders?store_id=${store_id}`)).body.pagination.total).to.equal(12);
    const { status, body } = await shop.ask("GET", `/orders?store_id=${store_id + 1}`);
    expect([status, body.details[0].path]).to.deep.equal([400, "store_id"]);
  });

  describe("sorting", () => {
    const sortings: [string, (order: Parsed) => string | number][] = [
      ["created_at", (order) => order.created_at],
      ["updated_at", (order) => order.updated_at],
      ["order_number", (order) => order.order_number],
      ["grand_total", (order) => order.grand_total],
    ];
    for (const [by, read] of sortings) {
      it(`by ${by} works in both directions and is the same by cursor as by page`, async () => {
        for (const order of ["asc", "desc"]) {
          const path = `/orders?sort_by=${by}&sort_order=${order}`;
          const { body } = await shop.ask("GET", `${path}&limit=100`);
          const values: (string | number)[] = body.data.map(read);
          const rising = order === "asc" ? values : values.toReversed();
          expect(
            rising.every((value, at) => at === 0 || value >= (rising[at - 1] ?? value)),
            path,
          ).to.equal(true);
          expect(values).to.have.length(12);
          for (const size of [1, 5]) expect(ids(await walk(shop, path, "limit", size))).to.deep.equal(ids(body.data));
          const paged = [1, 2, 3].map((page) => shop.ask("GET", `${path}&limit=4&page=${page}`));
          expect((await Promise.all(paged)).flatMap((page) => ids(page.body.data))).to.deep.equal(ids(body.data));
        }
      });
    }

    it("keeps cursor pages stable while orders are created", async () => {
      const fresh = await newShop();
      const { id } = await newCustomer(fresh);
      for (let number = 0; number < 6; number++) await newOrder(fresh, id, 1_000 + number);
      const before = ids((await fresh.ask("GET", "/orders?status=pending")).body.data);
      const { body } = await fresh.ask("GET", "/orders?status=pending&limit=3");
      await newOrder(fresh, id, 5_000);
      const { next_cursor } = body.pagination;
      const rest = await fresh.ask("GET", `/orders?status=pending&limit=3&cursor=${encodeURIComponent(next_cursor)}`);
      expect([...ids(body.data), ...ids(rest.body.data)]).to.deep.equal(before);
    });
  });

  it("refuses invalid parameters", async () => {
    const queries = [
      "limit=101",
      "limit=0",
      "page=0",
      "page=5002",
      "page=1&cursor=x",
      "cursor=nonsense",
      "status=open",
    ];
    queries.push("sort_by=tip", "sort_order=up", "payment_status=paid", "search=", "store_id=x", "size=20", "tags=a");
    for (const query of queries) expect((await shop.ask("GET", `/orders?${query}`)).status, query).to.equal(400);
  });

  it("contains demo orders in every status", async () => {
    const as = merchantOf({ tenant_id: "ten_demo", domain_ids: ["dom_demo"] });
    for (const status of ["pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"]) {
      const { body } = await ask("GET", `/merchant/api/v1/domains/dom_demo/orders?status=${status}`, { as });
      expect(body.data.length, status).to.be.above(0);
      const [{ id }] = body.data;
      expect((await ask("GET", `/merchant/api/v1/domains/dom_demo/orders/${id}`, { as })).body.status).to.equal(status);
    }
  });
});
