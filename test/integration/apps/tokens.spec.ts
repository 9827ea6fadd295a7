import { expect } from "chai";
import { ulid } from "ulid";
import type { AppScope } from "../../../services/contracts.ts";
import { act, ask, type Credential, conformity, type Reply } from "../../support/harness/index.ts";
import { appOf, newShop, type Shop } from "../../support/harness/shop.ts";

const path = "/api/apps/v1/oauth/token";

describe("apps: access tokens", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  const own = () => ({ grant_type: "client_credentials", client_id: shop.app_id, client_secret: shop.app_secret });
  const basic = (secret = shop.app_secret) => ({
    Authorization: `Basic ${Buffer.from(`${shop.app_id}:${secret}`).toString("base64")}`,
  });
  const form = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    ask("POST", path, {
      raw: new URLSearchParams(fields).toString(),
      headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
    });

  function expectToken(reply: Reply): void {
    expect(reply.status, reply.text).to.equal(200);
    expect(reply.body).to.include({ token_type: "Bearer", expires_in: 3600, store_id: shop.store.store_id });
    expect(reply.body.access_token).to.match(/^sx_at_/);
    expect(reply.headers.get("cache-control")).to.equal("no-store");
  }

  it("are issued by form, JSON and Basic authentication", async () => {
    expectToken(await form(own()));
    expectToken(await ask("POST", path, { body: own() }));
    expectToken(await form({ grant_type: "client_credentials" }, basic()));
    expectToken(await ask("POST", path, { body: { grant_type: "client_credentials" }, headers: basic() }));
    expectToken(await form({ ...own(), store_id: String(shop.store.store_id), scope: "read:customers" }));
  });

  it("give access to the app surface only", async () => {
    const { body } = await form({ ...own(), scope: "read:customers" });
    expect(body.scope).to.equal("read:customers");
    const as = { Authorization: `Bearer ${body.access_token}` };
    expect((await ask("GET", "/api/apps/v1/customers", { as })).status).to.equal(200);
    expect((await ask("GET", `${shop.base}/customers`, { as })).status).to.equal(401);
  });

  it("give no access to another store through X-Store-Id", async () => {
    const { body } = await form(own());
    const as = { Authorization: `Bearer ${body.access_token}` };
    const elsewhere = await ask("GET", "/api/apps/v1/customers", { as: { ...as, "X-Store-Id": "23" } });
    expect([elsewhere.status, elsewhere.body.code]).to.deep.equal([403, "forbidden"]);
    const here = { ...as, "X-Store-Id": String(shop.store.store_id) };
    expect((await ask("GET", "/api/apps/v1/customers", { as: here })).status).to.equal(200);
  });

  it("are refused when Basic and the body name different clients", async () => {
    const { status, body } = await form({ grant_type: "client_credentials", client_id: "sx_app_demo" }, basic());
    expect([status, body.error]).to.deep.equal([400, "invalid_request"]);
  });

  it("are refused for a wrong secret, an unknown client or no credential", async () => {
    const wrong = [
      await form({ ...own(), client_secret: "sx_secret_wrong" }),
      await form({ ...own(), client_id: "sx_app_unknown" }),
      await form({ grant_type: "client_credentials" }),
      await form({ grant_type: "client_credentials" }, basic("wrong")),
      await form({ grant_type: "client_credentials" }, { Authorization: "Bearer x" }),
    ];
    for (const { status, body, headers } of wrong) {
      expect([status, body.error]).to.deep.equal([401, "invalid_client"]);
      expect(headers.get("www-authenticate")).to.match(/^Basic /);
      expect(headers.get("cache-control")).to.equal("no-store");
    }
  });

  it("are refused with the error codes of RFC 6749", async () => {
    const cases: [Record<string, string>, string][] = [
      [{ ...own(), grant_type: "password" }, "unsupported_grant_type"],
      [{ client_id: shop.app_id, client_secret: shop.app_secret }, "invalid_request"],
      [{ ...own(), scope: "read:orders" }, "invalid_scope"],
      [{ ...own(), scope: "read:customers delete:everything" }, "invalid_scope"],
      [{ ...own(), scope: "x".repeat(1_000) }, "invalid_scope"],
      [{ ...own(), scope: "x ".repeat(500) }, "invalid_scope"],
      [{ ...own(), store_id: "abc" }, "invalid_request"],
      [{ ...own(), colour: "red" }, "invalid_request"],
    ];
    for (const [fields, error] of cases) {
      const { status, body } = await form(fields);
      expect([status, body.error], error).to.deep.equal([400, error]);
    }
    const elsewhere = await form({ ...own(), store_id: "22" });
    expect([elsewhere.status, elsewhere.body.error]).to.deep.equal([400, "unauthorized_client"]);
    const twice = `${new URLSearchParams(own())}&client_id=other`;
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    expect((await ask("POST", path, { raw: twice, headers })).body.error).to.equal("invalid_request");
    expect(
      (await ask("POST", path, { raw: "{", headers: { "Content-Type": "application/json" } })).body.error,
    ).to.equal("invalid_request");
    expect((await ask("POST", path, { raw: "x", headers: { "Content-Type": "text/plain" } })).body.error).to.equal(
      "invalid_request",
    );
    expect((await ask("POST", path)).body.error).to.equal("invalid_request");
  });

  it("are refused with an error_description in the characters that RFC 6749 §5.2 allows", async () => {
    const described = /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/;
    const replies = [
      await form({ client_id: shop.app_id, client_secret: shop.app_secret }),
      await form({ ...own(), store_id: "abc" }),
      await form({ ...own(), 'a"b\\c': "1", größe: "2", "tab\t": "3" }),
      await form({ ...own(), scope: 'read:"x" \\ é' }),
      await form({ ...own(), scope: "x".repeat(1_001) }),
      await form({ ...own(), client_secret: 'wrong"\\é' }),
      await ask("POST", path, { body: { ...own(), "\u{1f600}": 1 } }),
      await ask("POST", path, { raw: '{"grant_type":"\\ud800"}', headers: { "Content-Type": "application/json" } }),
      await ask("POST", path, { raw: "x", headers: { "Content-Type": "text/plain" } }),
    ];
    for (const { status, body, text, headers } of replies) {
      expect(status, text).to.be.oneOf([400, 401, 415]);
      expect(body.error_description, text).to.match(described);
      expect(headers.get("www-authenticate") ?? 'Basic realm="apps"').to.equal('Basic realm="apps"');
    }
    expect(replies[0]?.body.error_description).to.equal("'grant_type' is required.");
  });

  it("require a store_id when the app has several stores", async () => {
    const second = await newShop();
    const store_ids = [shop.store.store_id, second.store.store_id];
    const app = await act("auth.createApp", {
      idempotency_key: ulid(),
      name: "Two",
      store_ids,
      scopes: ["read:customers"],
    });
    const body = { grant_type: "client_credentials", ...app };
    expect((await ask("POST", path, { body })).body.error).to.equal("invalid_request");
    const chosen = await ask("POST", path, { body: { ...body, store_id: second.store.store_id } });
    expect(chosen.body).to.include({ store_id: second.store.store_id, scope: "read:customers" });
  });

  describe("scopes", () => {
    const scopeSets: AppScope[][] = [
      ["read:customers"],
      ["write:customers"],
      ["read:customers", "write:customers"],
      ["write:webhooks"],
    ];
    for (const scopes of scopeSets) {
      it(`limit access to ${scopes.join(" and ")}`, async () => {
        const { store_id } = shop.store;
        const made = await act("auth.createApp", { idempotency_key: ulid(), name: "S", store_ids: [store_id], scopes });
        const token = await ask("POST", path, { body: { grant_type: "client_credentials", ...made } });
        const credentials: Credential[] = [
          appOf(made.client_id, made.client_secret, store_id),
          { Authorization: `Bearer ${token.body.access_token}` },
        ];
        const operations = conformity().operations.filter(
          ({ template }) => template.startsWith("/api/apps/v1/") && !template.includes("oauth"),
        );
        expect(operations.length).to.be.at.least(6);
        for (const { method, template } of operations) {
          const ofPeople = method === "GET" ? "read:customers" : "write:customers";
          const needed = /webhooks|events/.test(template) ? "write:webhooks" : ofPeople;
          for (const as of credentials) {
            const reply = await ask(method, template.replace("{user_id}", "999999999"), { as });
            const label = `${method} ${template}`;
            if (scopes.includes(needed)) expect(reply.status, label).to.not.be.oneOf([401, 403]);
            else expect(reply.body, label).to.include({ status: 403, code: "insufficient_scope" });
          }
        }
      });
    }
  });
});
