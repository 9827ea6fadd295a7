import { expect } from "chai";
import { ulid } from "ulid";
import { ask, type Parsed } from "../../support/harness/index.ts";
import { merchantOf, newCustomer, newShop, type Shop, walk } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

describe("event log", () => {
  let shop: Shop;
  let id: string;
  let group_id: string;
  before(async () => {
    shop = await newShop();
    const { tenant_id, domain_id } = shop.store;
    const as = merchantOf({ tenant_id, domain_ids: [domain_id], sub: "user_editor" });
    id = (await newCustomer(shop, { first_name: "Rahim" })).id;
    const headers = { "X-Request-Id": "change-1" };
    await ask("PUT", `${shop.base}/customers/${id}`, { as, headers, body: { first_name: "Karim", enabled: false } });
    group_id = (await shop.ask("POST", "/customer-groups", { body: { name: "G" } })).body.id;
    await shop.ask("PUT", `/customer-groups/${group_id}`, { body: { name: "H" } });
    await shop.ask("DELETE", `/customer-groups/${group_id}`);
    await shop.askApp("POST", "/customers", { body: { name: "By App", phone: "01712345678" } });
    await until(async () => (await events()).length >= 6);
  });
  const events = async (query = ""): Promise<Parsed[]> =>
    (await shop.ask("GET", `/events?limit=100${query}`)).body.data.filter(({ entity_type }: Parsed) =>
      ["customer", "customer_group"].includes(entity_type),
    );

  it("lists newest first, with the changes and the actor", async () => {
    const [updated, created] = await events(`&entity_id=${id}`);
    expect(updated).to.deep.include({
      name: "customer.updated",
      entity_type: "customer",
      entity_id: id,
      actor_type: "merchant",
      actor_id: "user_editor",
      request_id: "change-1",
      before: { first_name: "Rahim", enabled: true },
      after: { first_name: "Karim", enabled: false },
    });
    expect(updated.id).to.match(/^evt_/);
    expect(created).to.include({ name: "customer.created", actor_id: "user_tests", before: null });
    expect(created.after).to.include({ first_name: "Rahim" });
    expect(Date.parse(updated.occurred_at)).to.be.at.least(Date.parse(created.occurred_at));
  });

  it("records changes of groups and changes by apps", async () => {
    const names = (await events("&entity_type=customer_group")).map(({ name, before, after }) => ({
      name,
      before,
      after,
    }));
    expect(names).to.have.deep.members([
      { name: "customer_group.deleted", before: { name: "H" }, after: null },
      { name: "customer_group.updated", before: { name: "G" }, after: { name: "H" } },
      { name: "customer_group.created", before: null, after: { name: "G" } },
    ]);
    const [byApp] = await events(`&actor_id=${shop.app_id}`);
    expect(byApp).to.include({ name: "customer.created", actor_type: "app" });
  });

  it("filters by entity, by actor and by both", async () => {
    expect(await events("&actor_id=user_editor")).to.have.length(1);
    expect(await events("&actor_id=user_nobody")).to.deep.equal([]);
    expect(await events("&entity_type=customer")).to.have.length(3);
    expect(await events(`&entity_type=customer_group&entity_id=${id}`)).to.deep.equal([]);
    expect(await events(`&entity_type=customer&entity_id=${id}&actor_id=user_tests`)).to.have.length(1);
  });

  it("filters by time: a date covers the whole day, a date-time is exact", async () => {
    const all = await events();
    const day = 86_400_000;
    const date = (shift: number) => new Date(Date.parse(all[0].occurred_at) + shift * day).toISOString().slice(0, 10);
    const count = async (query: string) => (await events(query)).length;
    expect(await count(`&date_from=${date(-1)}&date_to=${date(0)}`)).to.equal(all.length);
    expect(await count(`&date_to=${date(-2)}`)).to.equal(0);
    expect(await count(`&date_from=${date(1)}`)).to.equal(0);
    const [newest, oldest] = [all[0].occurred_at, all.at(-1).occurred_at];
    expect(await count(`&date_from=${oldest}&date_to=${newest}`)).to.equal(all.length);
    expect(await count(`&date_to=${oldest}`))
      .to.be.below(all.length)
      .and.above(0);
    const plus = encodeURIComponent(newest.replace("Z", "+00:00"));
    expect(await count(`&date_from=${plus}`))
      .to.be.below(all.length)
      .and.above(0);
  });

  it("refuses invalid dates and times", async () => {
    for (const text of [
      "yesterday",
      "2025-13-01",
      "2025-02-30",
      "20250101",
      "2025-01-01T25:00:00Z",
      "1700000000",
      "",
    ]) {
      expect((await shop.ask("GET", `/events?date_from=${text}`)).status, text).to.equal(400);
      expect((await shop.ask("GET", `/events?date_to=${text}`)).status, text).to.equal(400);
    }
  });

  it("pages by page and by cursor and returns the total", async () => {
    const { body } = await shop.ask("GET", "/events?limit=2");
    expect(body.pagination).to.include({ page: 1, limit: 2 });
    const walked = await walk(shop, "/events", "limit", 2);
    expect(walked).to.have.length(body.pagination.total);
    expect(new Set(walked.map((event) => event.id)).size).to.equal(walked.length);
    expect((await shop.ask("GET", "/events?entity_type=customer&limit=1")).body.pagination.total).to.equal(3);
  });

  it("records one event for a request sent twice", async () => {
    const sending = { body: { email: `${ulid()}@example.com` }, headers: { "Idempotency-Key": ulid() } };
    const { body: made } = await shop.ask("POST", "/customers", sending);
    await shop.ask("POST", "/customers", sending);
    const marker = (await newCustomer(shop)).id;
    await until(async () => (await events(`&entity_id=${marker}`)).length === 1);
    expect(await events(`&entity_id=${made.id}`)).to.have.length(1);
  });
});
