import { expect } from "chai";
import { orchestra } from "../../support/harness/cli.ts";
import { type Parsed, product } from "../../support/harness/index.ts";
import { sell } from "../../support/harness/orders.ts";
import { newCustomer, newShop, type Shop, walk } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

const emailOf = (customer: Parsed) => customer.email as string;

describe("list paging", () => {
  let shop: Shop;
  let all: string[];
  before(async () => {
    shop = await newShop();
    all = [];
    for (let number = 0; number < 25; number++) {
      const email = `c${String(number).padStart(2, "0")}@example.com`;
      await newCustomer(shop, { email, first_name: number % 2 ? "Odd" : "Even" });
      all.push(email);
    }
  });

  it("returns twenty per page, newest first, with the total", async () => {
    const { body } = await shop.ask("GET", "/customers");
    expect(body.data.map(emailOf)).to.deep.equal(all.toReversed().slice(0, 20));
    expect(body.pagination).to.include({ page: 1, size: 20, total: 25 });
    expect(body.pagination.next_cursor).to.be.a("string");
    const second = (await shop.ask("GET", "/customers?page=2")).body;
    expect(second.data.map(emailOf)).to.deep.equal(all.toReversed().slice(20));
    expect(second.pagination).to.deep.equal({ page: 2, size: 20, total: 25, next_cursor: null });
  });

  it("returns an empty page past the end", async () => {
    for (const path of [
      "/customers?page=3",
      "/customers?page=1001&size=100",
      "/customer-groups?page=7",
      "/events?page=99",
    ]) {
      const { status, body } = await shop.ask("GET", path);
      expect([status, body.data, body.pagination.next_cursor], path).to.deep.equal([200, [], null]);
    }
    const { body } = await shop.askApp("GET", "/customers?page=401&limit=250");
    expect([body.status, body.data]).to.deep.equal([200, []]);
    expect(body.pagination).to.include({ page: 401, limit: 250, total: 25 });
  });

  it("refuses a size above the limit, a page below one and a page past row 100,000", async () => {
    const merchant = ["size=101", "size=0", "size=-1", "size=1.5", "size=abc", "size=", "page=0", "page=-1", "page=x"];
    merchant.push("page=1002&size=100", "page=5002", "page=100002&size=1", "page=1e99", "page=1&page=2", "limit=20");
    for (const query of merchant) {
      const reply = await shop.ask("GET", `/customers?${query}`);
      expect(reply.body, query).to.include({ status: 400, code: "validation_error" });
    }
    for (const path of ["/customer-groups?limit=101", "/events?limit=101", "/events?page=5002"]) {
      expect((await shop.ask("GET", path)).status, path).to.equal(400);
    }
    expect((await shop.askApp("GET", "/customers?limit=251")).status).to.equal(400);
    expect((await shop.askApp("GET", "/customers?limit=250&page=402")).status).to.equal(400);
  });

  it("returns the same items by cursor as by page, for every size", async () => {
    for (const size of [1, 7, 25, 100]) {
      const items = await walk(shop, "/customers", "size", size);
      expect(items.map(emailOf), String(size)).to.deep.equal(all.toReversed());
    }
  });

  it("omits the page number in cursor pages", async () => {
    const { next_cursor } = (await shop.ask("GET", "/customers?size=10")).body.pagination;
    const { body } = await shop.ask("GET", `/customers?size=10&cursor=${next_cursor}`);
    expect(body.pagination).to.not.have.property("page");
    expect(body.pagination.total).to.equal(25);
    expect((await shop.ask("GET", `/customers?page=1&cursor=${next_cursor}`)).status).to.equal(400);
  });

  it("refuses invalid cursors", async () => {
    const { next_cursor } = (await shop.ask("GET", "/customers?size=10&sort=email&order=asc")).body.pagination;
    const forged = Buffer.from('["customers","created_at","desc",{"a":1},2]').toString("base64url");
    const wrong = ["", "x", "null", "%00", encodeURIComponent("💥"), next_cursor, forged, "x".repeat(1_001)];
    for (const cursor of wrong) {
      const reply = await shop.ask("GET", `/customers?cursor=${cursor}`);
      expect(reply.status, cursor).to.equal(400);
    }
    for (const path of [`/customer-groups?cursor=${next_cursor}`, "/events?cursor=e30"]) {
      expect((await shop.ask("GET", path)).body.status, path).to.equal(400);
    }
  });

  it("refuses a cursor of another list", async () => {
    const other = await newShop();
    for (const number of [1, 2]) {
      await newCustomer(other);
      await sell(other, { payment: "none" });
      await other.ask("POST", "/customer-groups", { body: { name: `G${number}` } });
      await other.ask("POST", "/products", { body: { sku: `S${number}`, name: "Mug", price: 5 } });
      await other.ask("POST", "/promotions", { body: { code: `P${number}`, type: "percentage", value: 10 } });
      await other.ask("POST", "/locations", { body: { name: `L${number}`, tax_rate: 0.1, order_types: ["PICKUP"] } });
      for (const on_hand of [5, 6]) await other.ask("PUT", `/inventory/S${number}`, { body: { on_hand } });
    }
    const small = ["customer-groups", "products", "promotions", "locations", "events", "orders"];
    const movementLists = ["inventory/S1/movements", "inventory/S2/movements"];
    const lists = ["customers?size=1", ...[...small, ...movementLists].map((path) => `${path}?limit=1`)];
    const cursors = new Map<string, string>();
    for (const list of lists) {
      const { body } = await until(async () => {
        const reply = await other.ask("GET", `/${list}`);
        return reply.body.pagination.next_cursor === null ? undefined : reply;
      });
      cursors.set(list, body.pagination.next_cursor);
    }
    for (const [from, cursor] of cursors) {
      for (const list of lists) {
        const { status, body } = await other.ask("GET", `/${list}&cursor=${cursor}`);
        expect(status, `${from} → ${list}`).to.equal(from === list ? 200 : 400);
        if (from !== list) expect(body.code).to.equal("invalid_cursor");
      }
    }
  });

  it("returns each remaining row once by cursor while rows are added and deleted", async () => {
    const other = await newShop();
    const made: Parsed[] = [];
    for (let number = 0; number < 12; number++) made.push(await newCustomer(other, { first_name: `N${number}` }));
    const first = (await other.ask("GET", "/customers?size=4")).body;
    const [deleted] = made.slice(2, 3);
    for (let number = 0; number < 3; number++) await newCustomer(other, { first_name: "New" });
    await other.ask("DELETE", `/customers/${deleted.id}`);
    // The last row of the page read is deleted as well; the cursor still marks its position.
    await other.ask("DELETE", `/customers/${first.data[3].id}`);
    const seen: string[] = first.data.map((customer: Parsed) => customer.id);
    for (let cursor = first.pagination.next_cursor; cursor !== null; ) {
      const { body } = await other.ask("GET", `/customers?size=4&cursor=${cursor}`);
      seen.push(...body.data.map((customer: Parsed) => customer.id));
      cursor = body.pagination.next_cursor;
    }
    const expected = made.map(({ id }) => id).toReversed();
    expect(seen).to.deep.equal(expected.filter((id) => id !== deleted.id));
  });

  it("pages customer groups by cursor", async () => {
    const other = await newShop();
    for (let number = 0; number < 7; number++)
      await other.ask("POST", "/customer-groups", { body: { name: `G${number}` } });
    const groups = await walk(other, "/customer-groups", "limit", 3);
    expect(groups.map(({ name }) => name)).to.deep.equal(["G6", "G5", "G4", "G3", "G2", "G1", "G0"]);
    expect(
      (await other.ask("GET", "/customer-groups?limit=3&page=2")).body.data.map(({ name }: Parsed) => name),
    ).to.deep.equal(["G3", "G2", "G1"]);
  });

  it("counts the filtered items", async () => {
    const { body } = await shop.ask("GET", "/customers?first_name=odd&size=5");
    expect(body.pagination).to.include({ total: 12, size: 5 });
    expect(body.pagination).to.not.have.property("total_is_capped");
    expect((await walk(shop, "/customers?first_name=odd", "size", 5)).map(emailOf)).to.deep.equal(
      all.filter((_, number) => number % 2).toReversed(),
    );
  });

  describe("with more than ten thousand customers", () => {
    let store: Shop;
    before(async function () {
      this.timeout(120_000);
      store = await newShop();
      const { store_id } = store.store;
      const seeded = await orchestra("seed", "--store", String(store_id), "--customers", "10500", "--orders", "0");
      expect(seeded.code, seeded.err).to.equal(0);
    });

    it("counts the unfiltered list exactly", async () => {
      const { body } = await store.ask("GET", "/customers?size=1");
      expect(body.pagination.total, product().profile).to.be.above(10_000);
      expect(body.pagination).to.not.have.property("total_is_capped");
    });

    it("caps the total of a filtered list at 10,000 and says so", async () => {
      const { body } = await store.ask("GET", "/customers?bool_email_verified=true&size=1");
      const other = (await store.ask("GET", "/customers?bool_email_verified=false&size=1")).body;
      const capped = [body, other].filter(({ pagination }) => pagination.total_is_capped);
      for (const { pagination } of capped) expect(pagination.total).to.equal(10_000);
      const { body: spent } = await store.ask("GET", "/customers?gte_total_order_amount=0&size=1");
      expect(spent.pagination).to.include({ total: 10_000, total_is_capped: true });
    });

    it("returns every customer once by cursor", async function () {
      this.timeout(60_000);
      const { total } = (await store.ask("GET", "/customers?size=1")).body.pagination;
      const ids = (await walk(store, "/customers?sort=last_name&order=asc", "size", 100)).map(({ id }) => id);
      expect(ids).to.have.length(total);
      expect(new Set(ids).size).to.equal(total);
    });
  });
});
