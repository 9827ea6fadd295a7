import { expect } from "chai";
import { ulid } from "ulid";
import { ask, type Parsed } from "../../support/harness/index.ts";
import { merchantOf, newCustomer, newShop, type Shop } from "../../support/harness/shop.ts";

describe("idempotency key", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  const keyed = (key = ulid()) => ({ "Idempotency-Key": key });
  const newBody = (more: object = {}) => ({ email: `${ulid().toLowerCase()}@example.com`, ...more });
  const matching = async (email: string) => (await shop.ask("GET", `/customers?email=${email}`)).body.pagination.total;

  it("replays the first response and has no second effect", async () => {
    const headers = keyed();
    const body = newBody({ first_name: "Once" });
    const first = await shop.ask("POST", "/customers", { body, headers });
    const again = await shop.ask("POST", "/customers", { body, headers });
    expect(first.status).to.equal(201);
    expect(first.headers.get("idempotency-replayed")).to.equal(null);
    expect(again.headers.get("idempotency-replayed")).to.equal("true");
    expect([again.status, again.text]).to.deep.equal([201, first.text]);
    expect(again.headers.get("etag")).to.equal(first.headers.get("etag"));
    expect(again.headers.get("location")).to.equal(first.headers.get("location"));
    expect(await matching(body.email)).to.equal(1);
  });

  it("replays the first response, and refusals, to the same JSON with its fields in another order", async () => {
    const headers = keyed();
    const body = newBody({ first_name: "Once", last_name: "More" });
    const turned = Object.fromEntries(Object.entries(body).reverse());
    const first = await shop.ask("POST", "/customers", { body, headers });
    const again = await shop.ask("POST", "/customers", { body: turned, headers });
    expect([again.status, again.text]).to.deep.equal([201, first.text]);
    expect(again.headers.get("idempotency-replayed")).to.equal("true");
    const refused = keyed();
    expect((await shop.ask("POST", "/customers", { body, headers: refused })).status).to.equal(409);
    const replayed = await shop.ask("POST", "/customers", { body: turned, headers: refused });
    expect([replayed.status, replayed.headers.get("idempotency-replayed")]).to.deep.equal([409, "true"]);
  });

  it("replays the first response although the record has changed since", async () => {
    const { id } = await newCustomer(shop, { first_name: "Zero" });
    const headers = keyed();
    const first = await shop.ask("PUT", `/customers/${id}`, { body: { first_name: "One" }, headers });
    await shop.ask("PUT", `/customers/${id}`, { body: { first_name: "Two" } });
    const again = await shop.ask("PUT", `/customers/${id}`, { body: { first_name: "One" }, headers });
    expect(again.text).to.equal(first.text);
    expect((await shop.ask("GET", `/customers/${id}`)).body.first_name).to.equal("Two");
  });

  it("has one effect for sixteen concurrent requests; the others get a replay or 409", async () => {
    const headers = keyed();
    const body = newBody();
    const replies = await Promise.all(
      Array.from({ length: 16 }, () => shop.ask("POST", "/customers", { body, headers })),
    );
    const done = replies.filter(({ status }) => status === 201);
    const waiting = replies.filter(({ status }) => status === 409);
    expect(done.length).to.be.above(0);
    expect(done.length + waiting.length).to.equal(16);
    for (const reply of waiting) expect(reply.body.code).to.equal("request_in_progress");
    expect(new Set(done.map(({ text }) => text)).size).to.equal(1);
    expect(done.filter(({ headers }) => headers.get("idempotency-replayed") === null)).to.have.length(1);
    expect(await matching(body.email)).to.equal(1);
  });

  it("is refused for a different request", async () => {
    const headers = keyed();
    const body = newBody();
    const { body: customer } = await shop.ask("POST", "/customers", { body, headers });
    const others: [string, string, object][] = [
      ["POST", "/customers", { body: { ...body, first_name: "Other" }, headers }],
      ["POST", "/customer-groups", { body: { name: "Other" }, headers }],
      ["PUT", `/customers/${customer.id}`, { body: { first_name: "Other" }, headers }],
      ["DELETE", `/customers/${customer.id}`, { headers }],
    ];
    for (const [method, path, sending] of others) {
      const reply = await shop.ask(method, path, sending);
      expect(reply.body, `${method} ${path}`).to.include({ status: 422, code: "idempotency_key_reused" });
    }
    expect((await shop.ask("GET", `/customers/${customer.id}`)).body.first_name).to.equal("");
  });

  it("is not used up by a refusal for form, credential or permission", async () => {
    const headers = keyed();
    const body = newBody();
    const foreign = merchantOf({ tenant_id: "ten_x", domain_ids: ["dom_x"] });
    const path = `${shop.base}/customers`;
    const refused = [
      await ask("POST", path, { as: shop.merchant, body: { email: "none" }, headers }),
      await ask("POST", path, { body, headers }),
      await ask("POST", path, { as: foreign, body, headers }),
      await ask("POST", path, {
        as: shop.merchant,
        raw: "{",
        headers: { ...headers, "Content-Type": "application/json" },
      }),
      await ask("POST", path, { as: shop.merchant, body: { ...body, tenant_id: "ten_x" }, headers }),
    ];
    expect(refused.map(({ status }) => status)).to.deep.equal([400, 401, 403, 400, 403]);
    const reply = await shop.ask("POST", "/customers", { body, headers });
    expect(reply.status).to.equal(201);
    expect(reply.headers.get("idempotency-replayed")).to.equal(null);
  });

  it("replays a conflict and a 404", async () => {
    const taken = (await newCustomer(shop)).email;
    const headers = keyed();
    const first = await shop.ask("POST", "/customers", { body: { email: taken }, headers });
    const again = await shop.ask("POST", "/customers", { body: { email: taken }, headers });
    expect([first.status, again.status]).to.deep.equal([409, 409]);
    expect(again.headers.get("idempotency-replayed")).to.equal("true");
    const deletion = keyed();
    expect((await shop.ask("DELETE", "/customers/cust_nobody", { headers: deletion })).status).to.equal(404);
    const replayed = await shop.ask("DELETE", "/customers/cust_nobody", { headers: deletion });
    expect([replayed.status, replayed.headers.get("idempotency-replayed")]).to.deep.equal([404, "true"]);
  });

  it("is separate per principal, store and surface", async () => {
    const headers = keyed("the same everywhere");
    const { tenant_id, domain_id } = shop.store;
    const colleague = merchantOf({ tenant_id, domain_ids: [domain_id], sub: "user_colleague" });
    const other = await newShop();
    const replies = [
      await shop.ask("POST", "/customers", { body: newBody(), headers }),
      await ask("POST", `${shop.base}/customers`, { as: colleague, body: newBody(), headers }),
      await other.ask("POST", "/customers", { body: newBody(), headers }),
      await shop.askApp("POST", "/customers", { body: { name: "A", phone: "01712345670" }, headers }),
    ];
    for (const reply of replies) {
      expect([reply.status, reply.headers.get("idempotency-replayed")]).to.deep.equal([201, null]);
    }
  });

  it("applies to PUT and DELETE", async () => {
    const created = await shop.askApp("POST", "/customers", { body: { name: "A B", phone: "01712345699" } });
    const path = `/customers/${created.body.data.user_id}`;
    const put = keyed();
    const remove = keyed();
    const replies: Parsed[] = [];
    for (const headers of [put, put]) replies.push(await shop.askApp("PUT", path, { body: { name: "C D" }, headers }));
    for (const headers of [remove, remove]) replies.push(await shop.askApp("DELETE", path, { headers }));
    expect(replies.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200]);
    const replayed = replies.map(({ headers }) => headers.get("idempotency-replayed"));
    expect(replayed).to.deep.equal([null, "true", null, "true"]);
  });

  it("is refused when empty or too long", async () => {
    for (const key of ["", "x".repeat(256)]) {
      const reply = await shop.ask("POST", "/customers", { body: newBody(), headers: keyed(key) });
      expect(reply.body, key).to.include({ status: 400, code: "validation_error" });
    }
    const longest = keyed("x".repeat(255));
    expect((await shop.ask("POST", "/customers", { body: newBody(), headers: longest })).status).to.equal(201);
  });
});
