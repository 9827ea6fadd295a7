import { expect } from "chai";
import { ulid } from "ulid";
import type { Parsed } from "../../support/harness/index.ts";
import { newShop, type Shop, walk } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

describe("products", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  const plain = (fields: object = {}) => ({ sku: `SKU-${ulid()}`, name: "Clay Mug", price: 5.2, ...fields });
  const make = async (fields: object = {}, of: Shop = shop): Promise<Parsed> => {
    const reply = await of.ask("POST", "/products", { body: plain(fields) });
    expect(reply.status, reply.text).to.equal(201);
    return reply.body;
  };
  const put = (id: string, body: object, headers: Record<string, string> = {}) =>
    shop.ask("PUT", `/products/${id}`, { body, headers });

  it("are created, read and listed, with both id fields", async () => {
    const made = await shop.ask("POST", "/products", {
      body: plain({ modifiers: [{ name: "Gift wrap", price: 0.5 }], description: "Holds 300 ml.\nThrown by hand." }),
    });
    const { id } = made.body;
    expect(id).to.match(/^item_[0-9A-Z]{26}$/);
    expect(made.body).to.include({ menu_item_id: id, product_id: id, price: 5.2, tax_class: "standard" });
    expect(made.body).to.include({ active: true, track_stock: true });
    expect(made.body.modifiers[0]).to.include({ name: "Gift wrap", price: 0.5 });
    expect(made.headers.get("location")).to.equal(`${shop.base}/products/${id}`);
    const read = await shop.ask("GET", `/products/${id}`);
    expect(read.body).to.deep.equal(made.body);
    expect(read.headers.get("etag")).to.equal(made.headers.get("etag"));
    const list = await shop.ask("GET", `/products?sku=${made.body.sku}`);
    expect(list.body.data).to.deep.equal([made.body]);
    expect(list.body.pagination).to.deep.equal({ page: 1, limit: 20, total: 1, next_cursor: null });
  });

  it("change field by field and refuse stale versions", async () => {
    const { id } = await make();
    const tag = (await shop.ask("GET", `/products/${id}`)).headers.get("etag") ?? "";
    const changed = await put(id, { price: 6, active: false }, { "If-Match": tag });
    expect(changed.body).to.include({ price: 6, active: false, name: "Clay Mug" });
    const late = await put(id, { price: 7 }, { "If-Match": tag });
    expect(late.body).to.include({ status: 412, code: "version_mismatch" });
    const deletion = await shop.ask("DELETE", `/products/${id}`, { headers: { "If-Match": tag } });
    expect(deletion.status).to.equal(412);
    const unchanged = await shop.ask("GET", `/products/${id}`, {
      headers: { "If-None-Match": changed.headers.get("etag") ?? "" },
    });
    expect(unchanged.status).to.equal(304);
  });

  it("keep the ids of retained modifiers when others are added and removed", async () => {
    const made = await make({
      modifiers: [
        { name: "Large", price: 3 },
        { name: "Blue", price: 0 },
      ],
    });
    const [large] = made.modifiers;
    const replacement = [
      { id: large.id, name: "Extra large", price: 4 },
      { name: "Green", price: 0 },
    ];
    const { body } = await put(made.id, { modifiers: replacement });
    expect(body.modifiers[0]).to.deep.equal({ id: large.id, name: "Extra large", price: 4 });
    expect(body.modifiers.map(({ name }: Parsed) => name)).to.deep.equal(["Extra large", "Green"]);
    const unknown = await put(made.id, { modifiers: [{ id: "mod_unknown", name: "?", price: 1 }] });
    expect(unknown.body).to.include({ status: 404, code: "modifier_not_found" });
  });

  it("refuse a duplicate SKU", async () => {
    const [one, other] = [await make(), await make()];
    const again = await shop.ask("POST", "/products", { body: plain({ sku: one.sku }) });
    expect(again.body).to.include({ status: 409, code: "sku_exists" });
    expect((await put(other.id, { sku: one.sku })).body).to.include({ status: 409, code: "sku_exists" });
  });

  it("return 404 once deleted", async () => {
    const { id } = await make();
    expect((await shop.ask("DELETE", `/products/${id}`)).status).to.equal(204);
    for (const method of ["GET", "DELETE"])
      expect((await shop.ask(method, `/products/${id}`)).body).to.include({ status: 404, code: "product_not_found" });
    expect((await put(id, { price: 1 })).body.code).to.equal("product_not_found");
  });

  it("are searched by word prefix and activity and paged by cursor", async () => {
    const other = await newShop();
    for (const name of ["Red Cup", "Blue Cup", "Cupboard", "Hiccup"])
      await make({ name, active: name !== "Cupboard" }, other);
    const search = async (query: string) => (await other.ask("GET", `/products?${query}`)).body;
    expect((await search("search=CUP")).pagination.total).to.equal(3);
    expect((await search("search=cup&active=true")).data.map(({ name }: Parsed) => name)).to.deep.equal([
      "Blue Cup",
      "Red Cup",
    ]);
    const all = await walk(other, "/products", "limit", 3);
    expect(all.map(({ name }) => name)).to.deep.equal(["Hiccup", "Cupboard", "Blue Cup", "Red Cup"]);
    expect((await search("page=9")).data).to.deep.equal([]);
  });

  it("are isolated by store", async () => {
    const { id } = await make();
    const other = await newShop();
    for (const method of ["GET", "DELETE"])
      expect((await other.ask(method, `/products/${id}`)).body.code).to.equal("product_not_found");
    expect((await other.ask("PUT", `/products/${id}`, { body: { price: 1 } })).status).to.equal(404);
  });

  it("are created once per idempotency key", async () => {
    const sending = { body: plain(), headers: { "Idempotency-Key": ulid() } };
    const [first, second] = [
      await shop.ask("POST", "/products", sending),
      await shop.ask("POST", "/products", sending),
    ];
    expect(second.body).to.deep.equal(first.body);
    expect(second.headers.get("idempotency-replayed")).to.equal("true");
  });

  it("refuse prices with more decimals than the currency has, naming each field", async () => {
    const { body } = await shop.ask("POST", "/products", {
      body: plain({ price: 1.005, modifiers: [{ name: "A", price: 0.001 }] }),
    });
    expect(body).to.include({ status: 400, code: "validation_error" });
    expect(body.details.map(({ path }: Parsed) => path)).to.deep.equal(["price", "modifiers.0.price"]);
    const yen = await newShop({ country: "JP", currency: "JPY" });
    expect((await yen.ask("POST", "/products", { body: plain() })).status).to.equal(400);
    expect((await make({ price: 1_200 }, yen)).price).to.equal(1_200);
    const dinar = await newShop({ country: "KW", currency: "KWD" });
    expect((await make({ price: 1.234 }, dinar)).price).to.equal(1.234);
  });

  it("have SKUs that are reached by their path, whatever they are made of", async () => {
    for (const sku of ["...", "a/b", "a/../b", "../a", "%2e%2e", "a?b#c", "a%b", "a\\b", "ü 1", ".a", "&=+;"]) {
      expect((await shop.ask("POST", "/products", { body: plain({ sku }) })).status, sku).to.equal(201);
      const path = `/inventory/${encodeURIComponent(sku)}`;
      expect((await shop.ask("PUT", path, { body: { on_hand: 3 } })).body, sku).to.include({ sku, on_hand: 3 });
      expect((await shop.ask("GET", path)).body.sku, sku).to.equal(sku);
      expect((await shop.ask("GET", `${path}/movements`)).body.data.length, sku).to.equal(1);
    }
  });

  it("refuse invalid fields", async () => {
    for (const body of [
      {},
      { name: "A", price: 1 },
      plain({ sku: " A" }),
      plain({ sku: "A\n" }),
      plain({ sku: "." }),
      plain({ sku: ".." }),
      plain({ sku: "" }),
      plain({ name: " " }),
      plain({ price: -1 }),
      plain({ price: 2e12 }),
      plain({ price: "5" }),
      plain({ tax_class: "No class" }),
      plain({ modifiers: [{ name: "A" }] }),
      plain({ modifiers: Array.from({ length: 51 }, () => ({ name: "A", price: 1 })) }),
      plain({ id: "item_1" }),
      plain({ version: 3 }),
    ])
      expect((await shop.ask("POST", "/products", { body })).status, JSON.stringify(body)).to.equal(400);
    const { id } = await make();
    expect((await put(id, {})).status).to.equal(400);
    const large = await shop.ask("POST", "/products", { body: plain({ description: "é".repeat(4_000) }) });
    expect(large.body).to.include({ status: 422, code: "product_too_large" });
  });

  it("record their changes in the event log", async () => {
    const { id } = await make();
    await put(id, { price: 9 });
    const events = await until(async () => {
      const { body } = await shop.ask("GET", `/events?entity_type=product&entity_id=${id}`);
      return body.data.length === 2 ? body.data : undefined;
    });
    expect(events.map(({ name }: Parsed) => name)).to.deep.equal(["product.updated", "product.created"]);
    expect(events[0]).to.deep.include({ before: { price: 520 }, after: { price: 900 } });
  });
});
