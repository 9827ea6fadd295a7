import { expect } from "chai";
import { ulid } from "ulid";
import { act, ask, type Credential, type Parsed, type Sending } from "../../support/harness/index.ts";
import { newCustomer, newOrder, newShop, type Shop, staffOf, walk } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

const base = "/api/v1/customers";
const seed = {
  first_name: "John",
  last_name: "Doe",
  phone: "+1234567890",
  birthday: "1990-05-15",
  preferences: { dietary_restrictions: ["vegetarian"], favorite_items: [] },
};

describe("commerce: customers", () => {
  let shop: Shop;
  let support: Credential;
  before(async () => {
    shop = await newShop();
    support = staffOf(shop.store, ["customer_support"]);
  });

  const send = (method: string, path: string, sending: Sending = {}) =>
    ask(method, `${base}${path}`, { as: support, ...sending });
  const someEmail = () => `${ulid().toLowerCase()}@example.com`;
  const create = async (fields: object = {}): Promise<Parsed> => {
    const reply = await send("POST", "", { body: { email: someEmail(), ...fields } });
    expect(reply.status, reply.text).to.equal(201);
    return reply.body;
  };
  const search = async (query: string): Promise<string[]> => {
    const { status, body, text } = await send("GET", `?${query}`);
    expect(status, text).to.equal(200);
    expect(body.pagination.total).to.equal(body.data.length);
    return body.data.map(({ id }: Parsed) => id);
  };

  it("are created from the seed's body and read back in full", async () => {
    const email = someEmail();
    const reply = await send("POST", "", { body: { ...seed, email } });
    expect(reply.status, reply.text).to.equal(201);
    const { id, created_at, ...made } = reply.body;
    expect(made).to.deep.equal({
      first_name: "John",
      last_name: "Doe",
      email,
      loyalty_tier: "bronze",
      loyalty_points: 0,
    });
    expect(reply.headers.get("location")).to.equal(`${base}/${id}`);
    const { body } = await send("GET", `/${id}`);
    expect(body).to.deep.equal({
      id,
      ...seed,
      email,
      loyalty_tier: "bronze",
      loyalty_points: 0,
      total_orders: 0,
      total_spent: 0,
      addresses: [],
      created_at,
      updated_at: body.updated_at,
    });
  });

  it("are the same under both paths of the surface and on the merchant surface", async () => {
    const { id } = await create({ first_name: "Both" });
    const here = await send("GET", `/${id}`);
    const there = await ask("GET", `/v1/commerce/customers/${id}`, { as: support });
    expect(there.body).to.deep.equal(here.body);
    expect((await shop.ask("GET", `/customers/${id}`)).body).to.include({ first_name: "Both" });
    const list = await ask("GET", "/v1/commerce/customers?limit=1", { as: support });
    expect(list.body).to.deep.equal((await send("GET", "?limit=1")).body);
  });

  it("show their addresses in this surface's shape", async () => {
    const { id } = await create();
    const address = { type: "HOME", line1: "123 Main St", line2: "Flat 4", city: "New York" };
    const made = await act("customers.createAddress", {
      idempotency_key: ulid(),
      store_id: shop.store.store_id,
      customer_id: id,
      address: { ...address, state: "NY", postal_code: "10001" },
    });
    expect((await send("GET", `/${id}`)).body.addresses).to.deep.equal([
      { id: made.id, type: "home", street: "123 Main St, Flat 4", city: "New York", state: "NY", zip: "10001" },
    ]);
  });

  it("change only the given fields, and preferences by key", async () => {
    const { id } = await create({ ...seed, phone: "+1234567899" });
    const body = {
      first_name: "John",
      last_name: "Smith",
      phone: "+1987654321",
      preferences: { dietary_restrictions: ["vegetarian", "gluten-free"] },
    };
    const updated = await send("PUT", `/${id}`, { body });
    expect(updated.status, updated.text).to.equal(200);
    expect(updated.body).to.deep.include({ last_name: "Smith", phone: "+1987654321", birthday: "1990-05-15" });
    expect(updated.body.preferences).to.deep.equal({
      dietary_restrictions: ["vegetarian", "gluten-free"],
      favorite_items: [],
    });
    expect((await send("GET", `/${id}`)).body).to.deep.equal(updated.body);
    const cleared = await send("PUT", `/${id}`, { body: { birthday: null, preferences: { favorite_items: null } } });
    expect(cleared.body.birthday).to.equal(null);
    expect(cleared.body.preferences).to.have.all.keys("dietary_restrictions");
  });

  it("support If-Match and If-None-Match by ETag", async () => {
    const { id } = await create();
    const read = await send("GET", `/${id}`);
    const etag = read.headers.get("etag") ?? "";
    expect((await send("GET", `/${id}`, { headers: { "If-None-Match": etag } })).status).to.equal(304);
    const write = (tag: string) =>
      send("PUT", `/${id}`, { body: { first_name: ulid() }, headers: { "If-Match": tag } });
    const written = await write(etag);
    expect(written.status).to.equal(200);
    expect((await write(etag)).body.code).to.equal("version_mismatch");
    expect((await write(written.headers.get("etag") ?? "")).status).to.equal(200);
    const { tenant_id, store_id } = shop.store;
    const now = (await send("GET", `/${id}`)).headers.get("etag") ?? "";
    await act("loyalty.adjust", {
      idempotency_key: ulid(),
      tenant_id,
      store_id,
      customer_id: id,
      adjustment: 7,
      reason: "x",
    });
    const after = await send("GET", `/${id}`, { headers: { "If-None-Match": now } });
    expect([after.status, after.body?.loyalty_points]).to.deep.equal([200, 7]);
  });

  it("are created and updated once per idempotency key", async () => {
    const sending = { body: { email: someEmail() }, headers: { "Idempotency-Key": ulid() } };
    const first = await send("POST", "", sending);
    const again = await send("POST", "", sending);
    expect(again.body).to.deep.equal(first.body);
    expect(again.headers.get("idempotency-replayed")).to.equal("true");
    const other = await send("POST", "", { ...sending, body: { email: someEmail() } });
    expect(other.body).to.include({ status: 422, code: "idempotency_key_reused" });
    const put = { body: { first_name: "Once" }, headers: { "Idempotency-Key": ulid() } };
    const changed = await send("PUT", `/${first.body.id}`, put);
    expect((await send("PUT", `/${first.body.id}`, put)).text).to.equal(changed.text);
  });

  const refusals: [what: string, body: object, status: number, code: string, path?: string][] = [
    ["an invalid email", { email: "john.doe" }, 400, "invalid_email", "email"],
    ["an email that is not a string", { email: 5 }, 400, "invalid_email", "email"],
    ["an invalid email and other errors", { email: "x", phone: "1" }, 400, "validation_error", "email"],
    ["a body without email and phone", { first_name: "John" }, 400, "validation_error"],
    ["an invalid birthday", { email: "a@b.co", birthday: "1990-02-30" }, 400, "validation_error", "birthday"],
    ["a birthday in the future", { email: "a@b.co", birthday: "2999-01-01" }, 400, "validation_error", "birthday"],
    [
      "preferences that are not an object",
      { email: "a@b.co", preferences: [] },
      400,
      "validation_error",
      "preferences",
    ],
    ["an unknown field", { email: "a@b.co", loyalty_points: 9 }, 400, "validation_error", "loyalty_points"],
  ];
  for (const [what, body, status, code, path] of refusals)
    it(`refuse ${what}`, async () => {
      const reply = await send("POST", "", { body });
      expect(reply.body).to.include({ status, code });
      if (path) expect(reply.body.details[0].path).to.equal(path);
    });

  it("refuse duplicate emails and phone numbers, unknown customers and oversized preferences", async () => {
    const [one, other] = [await create({ phone: "01712345678" }), await create()];
    const clash = (fields: object) => send("POST", "", { body: { email: someEmail(), ...fields } });
    expect((await clash({ email: one.email.toUpperCase() })).body).to.include({ status: 409, code: "email_exists" });
    expect((await clash({ phone: "+8801712345678" })).body).to.include({ status: 409, code: "phone_exists" });
    const update = (id: string, body: object) => send("PUT", `/${id}`, { body });
    expect((await update(other.id, { email: one.email })).body).to.include({ status: 409, code: "email_exists" });
    expect((await update(other.id, { phone: "01712345678" })).body).to.include({ status: 409, code: "phone_exists" });
    expect((await update(other.id, { email: "nobody" })).body).to.include({ status: 400, code: "invalid_email" });
    expect((await update(other.id, {})).body).to.include({ status: 400, code: "validation_error" });
    const missing = { status: 404, code: "customer_not_found" };
    expect((await update(`cust_${ulid()}`, { first_name: "X" })).body).to.include(missing);
    expect((await send("GET", `/cust_${ulid()}`)).body).to.include(missing);
    const note = "x".repeat(1_600);
    await update(other.id, { preferences: { one: note } });
    expect((await update(other.id, { preferences: { two: note } })).body.code).to.equal("preferences_too_large");
  });

  describe("list", () => {
    it("filters by email, phone, search words, tier and segment", async () => {
      const mine = await newShop();
      const as = staffOf(mine.store, ["customer_support"]);
      const list = async (query: string): Promise<string[]> => {
        const { body, text, status } = await ask("GET", `${base}?${query}`, { as });
        expect(status, text).to.equal(200);
        return body.data.map(({ id }: Parsed) => id);
      };
      const { store_id, tenant_id } = mine.store;
      const anna = await newCustomer(mine, { first_name: "Anna", last_name: "Lind", phone: "01712345678" });
      const bert = await newCustomer(mine, { first_name: "Bert", last_name: "Lind" });
      await newOrder(mine, bert.id, 100_000);
      const reason = "Welcome";
      const points = { idempotency_key: ulid(), store_id, tenant_id, customer_id: anna.id, adjustment: 1_250, reason };
      await act("loyalty.adjust", points);
      expect(await list(`email=${anna.email.toUpperCase()}`)).to.deep.equal([anna.id]);
      expect(await list(`email=${anna.email}.bd`)).to.deep.equal([]);
      expect(await list("phone=%2B8801712345678")).to.deep.equal([anna.id]);
      expect(await list("phone=+8801712345678"), "an unescaped plus sign").to.deep.equal([anna.id]);
      expect(await list("phone=01712345")).to.deep.equal([]);
      expect(await list("search=lind")).to.deep.equal([bert.id, anna.id]);
      expect(await list("search=lin%20an")).to.deep.equal([anna.id]);
      await until(async () => (await list("loyalty_tier=gold")).length === 1);
      expect(await list("loyalty_tier=gold")).to.deep.equal([anna.id]);
      expect(await list("loyalty_tier=bronze")).to.deep.equal([bert.id]);
      expect(await list("loyalty_tier=platinum")).to.deep.equal([]);
      await until(async () => (await list("segment=vip")).length === 1);
      expect(await list("segment=vip")).to.deep.equal([bert.id]);
      expect(await list("segment=new")).to.deep.equal([anna.id]);
      expect(await list("segment=new&loyalty_tier=gold&search=anna")).to.deep.equal([anna.id]);
      const { body } = await ask("GET", `${base}?loyalty_tier=gold`, { as });
      expect(body).to.deep.equal({
        data: [
          {
            id: anna.id,
            first_name: "Anna",
            last_name: "Lind",
            email: anna.email,
            phone: "01712345678",
            loyalty_tier: "gold",
            loyalty_points: 1_250,
            total_orders: 0,
            total_spent: 0,
            created_at: anna.created_at,
          },
        ],
        pagination: { page: 1, limit: 20, total: 1, next_cursor: null },
      });
    });

    it("refuses unknown filters and values", async () => {
      const codeOf = async (query: string) => (await send("GET", `?${query}`)).body.code;
      expect(await codeOf("loyalty_tier=diamond")).to.equal("invalid_loyalty_tier");
      expect(await codeOf("email=nobody")).to.equal("invalid_email");
      for (const query of ["segment=rich", "loyalty_tier=diamond&segment=rich", "limit=101", "page=0", "sort=name"])
        expect(await codeOf(query), query).to.equal("validation_error");
      expect(await codeOf("cursor=xyz")).to.equal("invalid_cursor");
    });

    it("pages by page and by cursor", async () => {
      const ids = [(await create()).id, (await create()).id, (await create()).id];
      expect((await search("limit=100")).slice(0, 3)).to.deep.equal([...ids].reverse());
      const pages = await Promise.all([1, 2, 3].map((page) => send("GET", `?limit=1&page=${page}`)));
      expect(pages.map(({ body }) => body.data[0].id)).to.deep.equal([...ids].reverse());
      const first = await send("GET", "?limit=2");
      const cursor = encodeURIComponent(first.body.pagination.next_cursor);
      const second = await send("GET", `?limit=1&cursor=${cursor}`);
      expect(second.body.data[0].id).to.equal(ids[0]);
      expect(second.body.pagination).to.not.have.property("page");
      expect((await send("GET", "?page=5000")).body.data).to.deep.equal([]);
      const merchants = await walk(shop, "/customers", "size", 50);
      expect(first.body.pagination.total).to.equal(merchants.length);
    });
  });
});
