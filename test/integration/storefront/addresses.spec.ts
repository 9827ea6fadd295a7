import { expect } from "chai";
import { ulid } from "ulid";
import { ask, type Credential, type Parsed } from "../../support/harness/index.ts";
import { sell } from "../../support/harness/orders.ts";
import { newCustomer, newShop, type Shop, shopperOf } from "../../support/harness/shop.ts";

const home = { line1: "House 12, Road 5", city: "Dhaka" };

describe("customer addresses", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  interface Shopper {
    id: string;
    path: string;
    as: Credential;
    add(body: object): Promise<Parsed>;
  }
  const shopper = (id: string): Shopper => {
    const [path, as] = [`/customers/${id}/addresses`, shopperOf(shop.store, id)];
    return { id, path, as, add: async (body) => (await ask("POST", path, { as, body })).body };
  };
  const newShopper = async () => shopper((await newCustomer(shop)).id);
  const listOf = async ({ path, as }: Shopper): Promise<Parsed[]> => (await ask("GET", path, { as })).body.addresses;

  it("are created, read, updated in part and deleted", async () => {
    const { id, path, as } = await newShopper();
    const fullAddress = {
      type: "office",
      name: "Rahim Uddin",
      phone: "01712345678",
      ...home,
      line2: "Flat 4B",
      area: "Dhanmondi",
      state: "Dhaka Division",
      postal_code: "1205",
      country: "Bangladesh",
      country_code: "BD",
      coordinates: { latitude: 23.7461, longitude: 90.3742 },
    };
    const made = await ask("POST", path, { as, body: fullAddress });
    expect(made.status, made.text).to.equal(201);
    expect(made.body.id).to.match(/^addr_/);
    expect(made.headers.get("location")).to.equal(`${path}/${made.body.id}`);
    expect(made.body).to.deep.include({ ...fullAddress, is_default_billing: true, is_default_shipping: true });
    const one = `${path}/${made.body.id}`;
    expect((await ask("GET", one, { as })).body).to.deep.equal(made.body);
    const changed = await ask("PUT", one, { as, body: { line2: null, city: "Chattogram" } });
    expect(changed.status).to.equal(200);
    expect(changed.body).to.deep.include({
      ...fullAddress,
      line2: null,
      city: "Chattogram",
      created_at: made.body.created_at,
    });
    const list = await ask("GET", path, { as });
    expect(list.body).to.deep.equal({
      addresses: [changed.body],
      pagination: { page: 1, limit: 20, total: 1, next_cursor: null },
    });
    const merchant = await shop.ask("GET", `/customers/${id}?include=addresses`);
    expect(merchant.body.addresses[0]).to.include({ id: made.body.id, city: "Chattogram" });
    expect((await ask("DELETE", one, { as })).status).to.equal(204);
    for (const [method, body] of [["GET"], ["PUT", { city: "A" }], ["DELETE"]] as [string, object?][])
      expect((await ask(method, one, { as, body })).body, method).to.include({
        status: 404,
        code: "address_not_found",
      });
    expect((await ask("GET", path, { as })).body.addresses).to.deep.equal([]);
  });

  it("have at most one default of each kind", async () => {
    const mine = await newShopper();
    const first = await mine.add(home);
    const second = await mine.add({ ...home, city: "Sylhet", is_default_shipping: true });
    const third = await mine.add({ ...home, city: "Khulna" });
    expect(third).to.include({ is_default_billing: false, is_default_shipping: false });
    const defaults = async () =>
      (await listOf(mine)).map((each) => [each.id, each.is_default_billing, each.is_default_shipping]);
    expect(await defaults()).to.deep.equal([
      [third.id, false, false],
      [second.id, false, true],
      [first.id, true, false],
    ]);
    const { path, as } = mine;
    await ask("PUT", `${path}/${third.id}`, { as, body: { is_default_billing: true, is_default_shipping: true } });
    expect(await defaults()).to.deep.equal([
      [third.id, true, true],
      [second.id, false, false],
      [first.id, false, false],
    ]);
  });

  it("are paged by page and by cursor", async () => {
    const mine = await newShopper();
    for (const city of ["A", "B", "C"]) await mine.add({ ...home, city });
    const { path, as } = mine;
    const first = await ask("GET", `${path}?limit=2`, { as });
    const rest = await ask("GET", `${path}?limit=2&cursor=${first.body.pagination.next_cursor}`, { as });
    const cities = [...first.body.addresses, ...rest.body.addresses].map(({ city }) => city);
    expect(cities).to.deep.equal(["C", "B", "A"]);
    expect((await ask("GET", `${path}?limit=2&page=2`, { as })).body.addresses).to.deep.equal(rest.body.addresses);
    expect((await ask("GET", `${path}?page=9`, { as })).body.addresses).to.deep.equal([]);
    for (const query of ["limit=101", "limit=0", "page=1&cursor=a", "cursor=a", "size=2"])
      expect((await ask("GET", `${path}?${query}`, { as })).status, query).to.equal(400);
  });

  it("cannot be deleted while used by an order that has not shipped", async () => {
    const { customer } = await sell(shop);
    const mine = shopper(customer.id);
    const address = await mine.add(home);
    const one = `${mine.path}/${address.id}`;
    const more = { customer_id: customer.id, shipping_address: home, shipping_address_id: address.id };
    const waiting = await sell(shop, { more });
    const refused = await ask("DELETE", one, { as: mine.as });
    expect(refused.body).to.include({ status: 409, code: "address_in_use" });
    expect((await listOf(mine)).map(({ id }) => id)).to.deep.equal([address.id]);
    await shop.ask("PATCH", `${waiting.path}/status`, { body: { status: "shipped" } });
    expect((await ask("DELETE", one, { as: mine.as })).status).to.equal(204);
    expect(await listOf(mine)).to.deep.equal([]);
  });

  it("refuse invalid fields", async () => {
    const mine = await newShopper();
    const { path, as } = mine;
    const address = await mine.add(home);
    const wrong: object[] = [
      {},
      { city: "Dhaka" },
      { ...home, line1: " " },
      { ...home, country_code: "BGD" },
      { ...home, coordinates: { latitude: 91, longitude: 0 } },
      { ...home, phone: "call me" },
      { ...home, id: "addr_1" },
      { ...home, is_default_billing: "yes" },
    ];
    for (const body of wrong) {
      const reply = await ask("POST", path, { as, body });
      expect(reply.body, JSON.stringify(body)).to.include({ status: 400, code: "validation_error" });
    }
    for (const body of [{}, { line1: null }, { customer_id: "cust_1" }])
      expect((await ask("PUT", `${path}/${address.id}`, { as, body })).status, JSON.stringify(body)).to.equal(400);
    expect(await listOf(mine)).to.deep.equal([address]);
  });

  it("are changed once per idempotency key", async () => {
    const mine = await newShopper();
    const { path, as } = mine;
    const sending = { as, body: home, headers: { "Idempotency-Key": ulid() } };
    const first = await ask("POST", path, sending);
    const again = await ask("POST", path, sending);
    expect(again.headers.get("idempotency-replayed")).to.equal("true");
    expect(again.body).to.deep.equal(first.body);
    expect(await listOf(mine)).to.have.length(1);
    const one = `${path}/${first.body.id}`;
    const change = { as, body: { city: "Sylhet" }, headers: { "Idempotency-Key": ulid() } };
    expect((await ask("PUT", one, change)).body).to.deep.equal((await ask("PUT", one, change)).body);
    const remove = { as, headers: { "Idempotency-Key": ulid() } };
    expect((await ask("DELETE", one, remove)).status).to.equal(204);
    const replay = await ask("DELETE", one, remove);
    expect([replay.status, replay.headers.get("idempotency-replayed")]).to.deep.equal([204, "true"]);
  });

  it("are inaccessible to other customers and other stores", async () => {
    const [mine, theirs] = [await newShopper(), await newShopper()];
    const address = await theirs.add(home);
    const stranger = shopperOf((await newShop()).store, theirs.id);
    const one = `${theirs.path}/${address.id}`;
    const requests: [string, string, object?][] = [
      ["GET", theirs.path],
      ["POST", theirs.path, home],
      ["GET", one],
      ["PUT", one, { city: "Mine" }],
      ["DELETE", one],
    ];
    for (const [method, path, body] of requests) {
      const label = `${method} ${path}`;
      expect((await ask(method, path, { as: mine.as, body })).body, label).to.include({ code: "forbidden" });
      expect((await ask(method, path, { as: stranger, body })).status, label).to.equal(404);
      expect((await ask(method, path, { body })).status, label).to.equal(401);
    }
    const underOwnPath = `${mine.path}/${address.id}`;
    for (const [method, body] of [["GET"], ["PUT", { city: "Mine" }], ["DELETE"]] as [string, object?][])
      expect((await ask(method, underOwnPath, { as: mine.as, body })).body.code, method).to.equal("address_not_found");
    expect(await listOf(theirs)).to.deep.equal([address]);
  });
});
