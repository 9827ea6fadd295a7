import { expect } from "chai";
import type { Parsed } from "../../support/harness/index.ts";
import { newCustomer, newShop, type Shop } from "../../support/harness/shop.ts";

describe("customer groups", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  const newGroup = async (name: string): Promise<Parsed> =>
    (await shop.ask("POST", "/customer-groups", { body: { name } })).body;
  const moveTo = (id: string, group_id: string | null) => shop.ask("PUT", `/customers/${id}`, { body: { group_id } });

  it("are created, read, renamed and listed", async () => {
    const made = await shop.ask("POST", "/customer-groups", { body: { name: "Wholesale" } });
    expect(made.status).to.equal(201);
    expect(made.body.id).to.match(/^grp_/);
    expect(made.headers.get("location")).to.equal(`${shop.base}/customer-groups/${made.body.id}`);
    expect((await shop.ask("GET", `/customer-groups/${made.body.id}`)).body).to.deep.equal(made.body);
    const renamed = await shop.ask("PUT", `/customer-groups/${made.body.id}`, { body: { name: "Retail" } });
    expect(renamed.body).to.include({ id: made.body.id, name: "Retail", created_at: made.body.created_at });
    const { body } = await shop.ask("GET", "/customer-groups");
    expect(body.data).to.deep.include(renamed.body);
    expect(body.pagination).to.include({ page: 1, limit: 20, total: body.data.length });
  });

  it("are shown on their members, who can join and leave", async () => {
    const { id } = await newCustomer(shop);
    const { id: group_id } = await newGroup("VIP");
    expect((await moveTo(id, group_id)).body).to.include({ group_id, group_name: "VIP" });
    expect((await shop.ask("GET", `/customers/${id}`)).body).to.include({ group_id, group_name: "VIP" });
    expect((await moveTo(id, null)).body).to.include({ group_id: null, group_name: null });
    const unknown = await moveTo(id, "grp_unknown");
    expect(unknown.body).to.include({ status: 404, code: "group_not_found" });
  });

  it("change the ETag of their members when renamed", async () => {
    const { id } = await newCustomer(shop);
    const { id: group_id } = await newGroup("Old name");
    const read = (await moveTo(id, group_id)).headers.get("etag") ?? "";
    await shop.ask("PUT", `/customer-groups/${group_id}`, { body: { name: "Näme \u{1F600}" } });
    const reply = await shop.ask("GET", `/customers/${id}`, { headers: { "If-None-Match": read } });
    expect([reply.status, reply.body.group_name]).to.deep.equal([200, "Näme \u{1F600}"]);
  });

  it("release their members when deleted", async () => {
    const { id } = await newCustomer(shop);
    const { id: group_id } = await newGroup("Short-lived");
    await moveTo(id, group_id);
    expect((await shop.ask("DELETE", `/customer-groups/${group_id}`)).status).to.equal(204);
    expect((await shop.ask("GET", `/customers/${id}`)).body).to.include({ group_id: null, group_name: null });
    for (const method of ["GET", "DELETE"]) {
      expect((await shop.ask(method, `/customer-groups/${group_id}`)).body.code).to.equal("group_not_found");
    }
    expect((await shop.ask("PUT", `/customer-groups/${group_id}`, { body: { name: "A" } })).status).to.equal(404);
  });

  it("refuse customers of another store", async () => {
    const other = await newShop();
    const { body: theirs } = await other.ask("POST", "/customer-groups", { body: { name: "Theirs" } });
    const { id } = await newCustomer(shop);
    expect((await moveTo(id, theirs.id)).body.code).to.equal("group_not_found");
  });

  it("require a name", async () => {
    for (const body of [
      {},
      { name: "" },
      { name: "   " },
      { name: 1 },
      { name: "x".repeat(256) },
      { name: "A", id: "grp_1" },
    ]) {
      expect((await shop.ask("POST", "/customer-groups", { body })).status, JSON.stringify(body)).to.equal(400);
    }
  });
});
