import { expect } from "chai";
import type { Parsed } from "../../support/harness/index.ts";
import { newCustomer, newOrder, newShop, type Shop, untilTotals } from "../../support/harness/shop.ts";

describe("apps: customer list", () => {
  let shop: Shop;
  let abdurCreatedAt = "";
  before(async function () {
    this.timeout(60_000);
    shop = await newShop();
    const made: [string, object, number[]][] = [
      ["Rahim Ahmed", { email: "rahim.a@example.com", phone: "01712345678" }, [500_000, 100_000]],
      ["Fatima Khatun", { email: "fatima@shop.example.com", phone: "01898765432" }, [420_000]],
      ["Abdur Rahim", { email: "abdur@example.com", phone: "+8801912345678" }, []],
      ["Ghost Guest", { email: "ghost@example.com", registration_source: "GUEST" }, [900_000]],
    ];
    for (const [name, fields, orders] of made) {
      const [first_name, last_name] = name.split(" ");
      const { id, created_at } = await newCustomer(shop, { first_name, last_name, ...fields });
      if (name === "Abdur Rahim") abdurCreatedAt = created_at;
      for (const amount of orders) await newOrder(shop, id, amount);
      const spent = orders.reduce((sum, each) => sum + each, 0);
      if (orders.length > 0) await untilTotals(shop, id, orders.length, spent / 100);
    }
  });
  const find = async (query: string): Promise<string[]> => {
    const { status, body, text } = await shop.askApp("GET", `/customers?${query}`);
    expect(status, text).to.equal(200);
    expect(body.pagination.total).to.equal(body.data.length);
    return body.data.map(({ name }: Parsed) => name);
  };
  const everyone = ["Abdur Rahim", "Fatima Khatun", "Rahim Ahmed"];

  it("is sorted newest first, fifty per page, without guests", async () => {
    const { body } = await shop.askApp("GET", "/customers");
    expect(body.data.map(({ name }: Parsed) => name)).to.deep.equal(everyone);
    expect(body.pagination).to.deep.equal({ page: 1, limit: 50, total: 3, next_cursor: null });
    expect(body.status).to.equal(200);
    expect(body.data[2]).to.include({ total_orders: 2, total_spent: 6_000, is_guest: 0, email: "rahim.a@example.com" });
  });

  const cases: [string, string[]][] = [
    ["include_guests=true", ["Ghost Guest", ...everyone]],
    ["include_guests=false", everyone],
    ["search=rahim", ["Abdur Rahim", "Rahim Ahmed"]],
    ["search=RAH", ["Abdur Rahim", "Rahim Ahmed"]],
    ["search=ahim", []],
    ["search=rahim%20ahmed", ["Rahim Ahmed"]],
    ["search=ahmed%20rahim", ["Rahim Ahmed"]],
    ["search=rahim%20nobody", []],
    ["search=fatima%40shop", ["Fatima Khatun"]],
    ["search=khatun%20fatima%40", ["Fatima Khatun"]],
    ["search=01712345678", ["Rahim Ahmed"]],
    ["search=%2B8801712345678", ["Rahim Ahmed"]],
    ["search=017123", ["Rahim Ahmed"]],
    ["search=%2B88017123", ["Rahim Ahmed"]],
    ["search=01912345678", ["Abdur Rahim"]],
    ["search=5678", []],
    ["search=ghost", []],
    ["search=ghost&include_guests=true", ["Ghost Guest"]],
    ["search=%25", []],
    ["total_orders_min=1", ["Fatima Khatun", "Rahim Ahmed"]],
    ["total_orders_min=2", ["Rahim Ahmed"]],
    ["total_spent_min=4200", ["Fatima Khatun", "Rahim Ahmed"]],
    ["total_spent_min=4200.01", ["Rahim Ahmed"]],
    ["total_spent_min=5000&include_guests=true", ["Ghost Guest", "Rahim Ahmed"]],
    ["total_orders_min=0&total_spent_min=0", everyone],
    ["search=rahim&total_spent_min=5000", ["Rahim Ahmed"]],
    ["sort=name:asc", everyone],
    ["sort=name:desc", everyone.toReversed()],
    ["sort=created_at:asc", everyone.toReversed()],
    ["sort=created_at:desc&search=rahim", ["Abdur Rahim", "Rahim Ahmed"]],
  ];
  for (const [query, expected] of cases) {
    it(`filters by ${decodeURIComponent(query)}`, async () => expect(await find(query)).to.deep.equal(expected));
  }

  it("filters by a date-time or a date", async () => {
    expect(await find(`since=${abdurCreatedAt}`)).to.deep.equal(["Abdur Rahim"]);
    expect(await find(`since=${abdurCreatedAt.slice(0, 10)}`)).to.deep.equal(everyone);
    expect(await find("since=2025-06-01T00:00:00Z")).to.deep.equal(everyone);
    expect(await find("since=2999-01-01")).to.deep.equal([]);
  });

  it("sorts by time of last change", async () => {
    const [rahim] = (await shop.askApp("GET", "/customers?search=ahmed")).body.data;
    await shop.askApp("PUT", `/customers/${rahim.user_id}`, { body: { address_json: { city: "Dhaka" } } });
    expect((await find("sort=updated_at:desc"))[0]).to.equal("Rahim Ahmed");
    expect((await find("sort=updated_at:asc")).at(-1)).to.equal("Rahim Ahmed");
  });

  it("pages by page and by cursor", async () => {
    const pages = await Promise.all([1, 2, 3, 4].map((page) => shop.askApp("GET", `/customers?limit=1&page=${page}`)));
    expect(pages.map(({ body }) => body.data[0]?.name)).to.deep.equal([...everyone, undefined]);
    const names: string[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await shop.askApp("GET", `/customers?limit=1&sort=name:asc${cursor ? `&cursor=${cursor}` : ""}`);
      names.push(...body.data.map(({ name }: Parsed) => name));
      cursor = body.pagination.next_cursor;
      if (!cursor) break;
    }
    expect(names).to.deep.equal(everyone);
  });

  it("refuses invalid parameters", async () => {
    const wrong = [
      "sort=name",
      "sort=email:asc",
      "sort=name:up",
      "limit=0",
      "limit=251",
      "since=soon",
      "include_guests=2",
    ];
    for (const query of [...wrong, "total_orders_min=-1", "total_spent_min=x", "q=a", `search=${"x".repeat(201)}`]) {
      expect((await shop.askApp("GET", `/customers?${query}`)).status, query).to.equal(400);
    }
  });
});
