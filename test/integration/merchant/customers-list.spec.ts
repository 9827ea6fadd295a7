import { expect } from "chai";
import type { Parsed } from "../../support/harness/index.ts";
import { newCustomer, newOrder, newShop, type Shop, untilTotals } from "../../support/harness/shop.ts";

interface Person {
  key: string;
  email: string;
  first_name: string;
  last_name: string;
  email_verified: boolean;
  phone_verified: boolean;
  /** Grand totals of the customer's orders, in minor units. */
  orders: number[];
}

const person = (key: string, first_name: string, last_name: string, more: Partial<Person> = {}): Person => ({
  key,
  email: `${key}@example.com`,
  first_name,
  last_name,
  email_verified: false,
  phone_verified: false,
  orders: [],
  ...more,
});

// In order of creation.
const people = [
  person("anna", "Anna Maria", "Zoë", { orders: [10_000, 5_050], email_verified: true }),
  person("bela", "béla", "O'Brien-Smith", { orders: [9_999], phone_verified: true }),
  person("carl", "Carl", "", { email: "Carl.X@Example.COM" }),
  person("dora", "", "van der Berg", { orders: [1], email_verified: true, phone_verified: true }),
  person("emil", "Émilie", "100%_sure"),
  person("fang", "方", "李", { orders: [10_000, 5_051] }),
];

describe("customer list", () => {
  let shop: Shop;
  const keyOf = new Map<string, string>();
  before(async function () {
    this.timeout(60_000);
    shop = await newShop();
    for (const { key, orders, ...fields } of people) {
      const { id } = await newCustomer(shop, fields);
      keyOf.set(id, key);
      for (const amount of orders) await newOrder(shop, id, amount);
      if (orders.length > 0)
        await untilTotals(shop, id, orders.length, orders.reduce((sum, each) => sum + each, 0) / 100);
    }
  });

  const find = async (query: string) => {
    const { status, body, text } = await shop.ask("GET", `/customers?${query}`);
    expect(status, text).to.equal(200);
    expect(body.pagination.total).to.equal(body.data.length);
    return body.data.map(({ id }: Parsed) => keyOf.get(id)) as string[];
  };
  const found = async (query: string) => (await find(query)).sort();

  const filters: [string, string[]][] = [
    ["first_name=anna", ["anna"]],
    ["first_name=MARIA", ["anna"]],
    ["first_name=mar", ["anna"]],
    ["first_name=nna", []],
    ["first_name=anna%20maria", ["anna"]],
    ["first_name=B%C3%89LA", ["bela"]],
    ["first_name=%C3%A9mil", ["emil"]],
    ["first_name=%E6%96%B9", ["fang"]],
    ["first_name=%25", []],
    ["first_name=_", []],
    ["last_name=o%27br", ["bela"]],
    ["last_name=der", ["dora"]],
    ["last_name=berg", ["dora"]],
    ["last_name=van%20der", ["dora"]],
    ["last_name=ZO%C3%8B", ["anna"]],
    ["last_name=100%25_", ["emil"]],
    ["email=carl.x@", ["carl"]],
    ["email=CARL", ["carl"]],
    ["email=example", []],
    ["email=a", ["anna"]],
    ["email=%25", []],
    ["bool_email_verified=true", ["anna", "dora"]],
    ["bool_email_verified=false", ["bela", "carl", "emil", "fang"]],
    ["bool_phone_verified=true", ["bela", "dora"]],
    ["bool_phone_verified=true&bool_email_verified=false", ["bela"]],
    ["num_total_orders=0", ["carl", "emil"]],
    ["num_total_orders=2", ["anna", "fang"]],
    ["num_total_orders=7", []],
    ["gte_total_order_amount=150.51", ["fang"]],
    ["gte_total_order_amount=150.5", ["anna", "fang"]],
    ["gte_total_order_amount=0.01", ["anna", "bela", "dora", "fang"]],
    ["num_total_orders=1&gte_total_order_amount=1", ["bela"]],
    ["first_name=anna&last_name=berg", []],
    ["first_name=anna&email=anna&bool_email_verified=true&num_total_orders=2&gte_total_order_amount=100", ["anna"]],
  ];
  for (const [query, expected] of filters) {
    it(`filters by ${decodeURIComponent(query)}`, async () => {
      expect(await found(query)).to.deep.equal(expected);
    });
  }

  it("sorts by each column in both directions", async () => {
    const columns: [string, (one: Person) => string | number][] = [
      ["created_at", ({ key }) => people.findIndex((each) => each.key === key)],
      ["email", ({ email }) => email.toLowerCase()],
      ["total_orders", ({ orders }) => orders.length],
      ["total_order_amount", ({ orders }) => orders.reduce((sum, each) => sum + each, 0)],
    ];
    for (const [column, keyedBy] of columns) {
      const values = async (order: string) =>
        (await find(`sort=${column}&order=${order}`)).map((key) =>
          keyedBy(people.find((each) => each.key === key) as Person),
        );
      const up = await values("asc");
      expect(up, column).to.deep.equal([...up].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0)));
      expect(await values("desc"), column).to.deep.equal(up.toReversed());
    }
  });

  it("sorts by names and last activity in both directions", async () => {
    for (const sort of ["first_name", "last_name", "last_active_on"]) {
      const up = await find(`sort=${sort}&order=asc`);
      expect(up, sort).to.have.members(people.map(({ key }) => key));
      expect(await find(`sort=${sort}&order=desc`), sort).to.deep.equal(up.toReversed());
    }
    const byName = await find("sort=first_name&order=asc");
    expect(byName[0]).to.equal("dora");
    expect(byName.indexOf("anna")).to.be.below(byName.indexOf("bela"));
    expect(byName.indexOf("bela")).to.be.below(byName.indexOf("carl"));
  });

  it("pages by cursor under every sort and returns each customer once", async () => {
    for (const sort of [
      "created_at",
      "last_active_on",
      "first_name",
      "last_name",
      "email",
      "total_orders",
      "total_order_amount",
    ]) {
      for (const order of ["asc", "desc"]) {
        const complete = await find(`sort=${sort}&order=${order}`);
        const walked: string[] = [];
        for (let cursor = ""; ; ) {
          const place = cursor === "" ? "" : `&cursor=${cursor}`;
          const { body } = await shop.ask("GET", `/customers?sort=${sort}&order=${order}&size=2${place}`);
          walked.push(...body.data.map(({ id }: Parsed) => keyOf.get(id)));
          if (body.pagination.next_cursor === null) break;
          cursor = body.pagination.next_cursor;
        }
        expect(walked, `${sort} ${order}`).to.deep.equal(complete);
      }
    }
  });

  it("refuses unknown sort columns and invalid filter values", async () => {
    const wrong = [
      "sort=phone",
      "sort=id",
      "order=up",
      "bool_email_verified=maybe",
      "num_total_orders=-1",
      "num_total_orders=1.5",
    ];
    wrong.push("gte_total_order_amount=-1", "gte_total_order_amount=x", "first_name[]=a", "first_name=a&first_name=b");
    for (const query of wrong) expect((await shop.ask("GET", `/customers?${query}`)).status, query).to.equal(400);
  });
});
