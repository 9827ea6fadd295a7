import { expect } from "chai";
import { newShop, type Shop } from "../../support/harness/shop.ts";

describe("locations", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  const address = { line1: "House 12, Road 45", city: "Dhaka", country_code: "BD" };
  const post = (body: object) => shop.ask("POST", "/locations", { body });
  const put = (id: string, body: object, headers: Record<string, string> = {}) =>
    shop.ask("PUT", `/locations/${id}`, { body, headers });

  it("are created, read, listed, changed and deleted", async () => {
    const made = await post({ name: "Gulshan Kitchen", address, tax_rate: 0.075, order_types: ["PICKUP", "DINE_IN"] });
    expect(made.status, made.text).to.equal(201);
    const { id } = made.body;
    expect(id).to.match(/^loc_/);
    expect(made.headers.get("location")).to.equal(`${shop.base}/locations/${id}`);
    expect(made.body).to.deep.include({ tax_rate: 0.075, order_types: ["PICKUP", "DINE_IN"] });
    expect(made.body.address).to.include({ ...address, line2: null });
    expect((await shop.ask("GET", `/locations/${id}`)).body).to.deep.equal(made.body);
    const changed = await put(id, { tax_rate: 0.1, timezone: "Asia/Dhaka", address: null });
    expect(changed.body).to.deep.include({ tax_rate: 0.1, timezone: "Asia/Dhaka", address: null });
    const late = await put(id, { name: "A" }, { "If-Match": made.headers.get("etag") ?? "" });
    expect(late.body).to.include({ status: 412, code: "version_mismatch" });
    const { body } = await shop.ask("GET", "/locations");
    expect(body.data).to.deep.equal([changed.body]);
    expect(body.pagination).to.include({ total: 1 });
    expect((await shop.ask("DELETE", `/locations/${id}`)).status).to.equal(204);
    expect((await shop.ask("GET", `/locations/${id}`)).body).to.include({ status: 404, code: "location_not_found" });
  });

  it("take the store's defaults for omitted fields", async () => {
    const { body } = await post({ name: "Corner" });
    expect(body).to.deep.include({ address: null, tax_rate: 0, timezone: shop.store.timezone });
    expect(body.order_types).to.deep.equal(["PICKUP", "DELIVERY", "DINE_IN", "SHIP"]);
  });

  it("refuse an unknown timezone", async () => {
    const { body } = await post({ name: "Nowhere", timezone: "Asia/Atlantis" });
    expect(body).to.include({ status: 422, code: "unknown_timezone" });
  });

  it("refuse invalid fields", async () => {
    for (const body of [
      {},
      { name: " " },
      { name: "A", tax_rate: 1.1 },
      { name: "A", tax_rate: -0.1 },
      { name: "A", tax_rate: 0.12345678 },
      { name: "A", order_types: [] },
      { name: "A", order_types: ["PICKUP", "PICKUP"] },
      { name: "A", order_types: ["DRONE"] },
      { name: "A", address: { city: "Dhaka" } },
      { name: "A", timezone: "+6" },
      { name: "A", tax: 1 },
    ])
      expect((await post(body)).status, JSON.stringify(body)).to.equal(400);
  });

  it("are isolated by store", async () => {
    const { body } = await post({ name: "Ours" });
    const other = await newShop();
    for (const method of ["GET", "DELETE"])
      expect((await other.ask(method, `/locations/${body.id}`)).body.code).to.equal("location_not_found");
    expect((await other.ask("PUT", `/locations/${body.id}`, { body: { name: "Theirs" } })).status).to.equal(404);
  });
});
