import { expect } from "chai";
import { ask, type Credential } from "../../support/harness/index.ts";
import { appOf, merchantOf, newCustomer, newShop, type Shop } from "../../support/harness/shop.ts";

describe("request errors", () => {
  let shop: Shop;
  let id: string;
  before(async () => {
    shop = await newShop();
    id = (await newCustomer(shop)).id;
  });

  it("have one form and name every invalid field", async () => {
    const body = { email: "no address", enabled: "yes", nickname: "R", first_name: 7 };
    const reply = await shop.ask("POST", "/customers", { body });
    expect(reply.status).to.equal(400);
    expect(reply.body).to.include({ status: 400, code: "validation_error" });
    const paths = reply.body.details.map((detail: { path: string }) => detail.path);
    expect(paths).to.have.members(["email", "enabled", "nickname", "first_name"]);
  });

  it("name unknown query parameters and fields instead of ignoring them", async () => {
    for (const path of [
      "/customers?colour=red",
      `/customers/${id}?include=addresses&x=1`,
      "/customer-groups?page=1&q=2",
    ]) {
      const reply = await shop.ask("GET", path);
      expect(reply.body.code, path).to.equal("validation_error");
      expect(reply.body.details[0].path, path).to.be.oneOf(["colour", "x", "q"]);
    }
    const mass = { first_name: "A", id: "cust_x", version: 9, total_orders: 99, tenant_id: "ten_other" };
    const reply = await shop.ask("PUT", `/customers/${id}`, { body: mass });
    expect(reply.status).to.equal(400);
    expect((await shop.ask("GET", `/customers/${id}`)).body.first_name).to.equal("");
    expect((await shop.ask("DELETE", `/customers/${id}?force=true`)).status).to.equal(400);
  });

  it("say what would be right", async () => {
    const text = { "Content-Type": "text/plain" };
    const json = { "Content-Type": "application/json" };
    const send = (raw: string | undefined, headers: Record<string, string>) =>
      shop.ask("POST", "/customers", { raw: raw ?? "{}", headers });
    const said = async (reply: Promise<{ body: { message: string } }>) => (await reply).body.message;
    expect(await said(send("{}", text))).to.equal("The body must be sent as application/json, not as text/plain.");
    expect(await said(send("{}", { "Content-Type": "application/json; charset=iso-8859-1" }))).to.equal(
      "The body must be sent in UTF-8, not in iso-8859-1.",
    );
    expect(await said(send("{}", { ...json, "Content-Encoding": "compress" }))).to.match(/compressed by gzip, .* br/);
    expect(await said(send("{}", { ...json, "Content-Encoding": "gzip" }))).to.match(
      /compression that Content-Encoding/,
    );
    expect(await said(send('{"email": 1,\n}', json))).to.equal("The body is not well-formed JSON at line 2, column 1.");
    expect(await said(send("[]", json))).to.equal("The body must be a JSON object.");
    expect(await said(shop.ask("GET", "/customers?siz=1"))).to.equal('"siz" is not known here: did you mean "size"?');
    expect(await said(shop.ask("GET", "/customers?size=1&size=2"))).to.equal('"size" must be sent once.');
    expect(await said(shop.ask("PATCH", "/customers"))).to.match(/^This path takes GET, .*, not PATCH\.$/);
    expect(await said(shop.ask("GET", "/customerz"))).to.match(/All operations are listed at \/docs\.$/);
    const unquoted = await shop.ask("PUT", `/customers/${id}`, { body: {}, headers: { "If-Match": "v1" } });
    expect(unquoted.body).to.include({ status: 412, code: "version_mismatch" });
    expect(unquoted.body.message).to.match(/^The header If-Match must be the record's ETag with its quotes/);
  });

  describe("order of checks: credential, permission, form, existence, state", () => {
    const wrongBody = { nonsense: true };
    const foreign = () => merchantOf({ tenant_id: shop.store.tenant_id, domain_ids: ["dom_elsewhere"] });

    it("checks the credential first", async () => {
      const reply = await ask("PUT", `${shop.base}/customers/cust_nobody?x=1`, { body: wrongBody });
      expect(reply.status).to.equal(401);
      expect(reply.body.code).to.equal("invalid_token");
      // Without a credential no error code, with one that is wrong its code (RFC 6750 §3.1).
      expect(reply.headers.get("www-authenticate")).to.equal('Bearer realm="api"');
      const wrong = await ask("GET", `${shop.base}/customers`, { as: { Authorization: "Bearer a.b.c" } });
      expect(wrong.headers.get("www-authenticate")).to.equal('Bearer realm="api", error="invalid_token"');
      expect((await ask("POST", "/api/apps/v1/customers", { raw: "{", headers: {} })).status).to.equal(401);
    });

    it("checks the permission before the form", async () => {
      const merchant = await ask("PUT", `${shop.base}/customers/cust_nobody`, { as: foreign(), body: wrongBody });
      expect(merchant.body.code).to.equal("forbidden");
      const as = await limited(shop, "read:customers");
      const app = await ask("POST", "/api/apps/v1/customers", { as, body: wrongBody });
      expect(app.body.code).to.equal("insufficient_scope");
    });

    it("checks the form before existence", async () => {
      const reply = await shop.ask("PUT", "/customers/cust_nobody", { body: wrongBody });
      expect(reply.body.code).to.equal("validation_error");
      const app = await shop.askApp("PUT", "/customers/999999", { body: {} });
      expect(app.body.code).to.equal("validation_error");
    });

    it("checks existence before state", async () => {
      const headers = { "If-Match": '"v999"' };
      const reply = await shop.ask("PUT", "/customers/cust_nobody", { body: { first_name: "A" }, headers });
      expect(reply.body.code).to.equal("customer_not_found");
      expect((await shop.ask("DELETE", "/customer-groups/grp_nothing", { headers })).body.code).to.equal(
        "group_not_found",
      );
      expect((await shop.askApp("DELETE", "/customers/999999", { headers })).body.code).to.equal("customer_not_found");
    });
  });

  describe("credentials", () => {
    const list = () => `${shop.base}/customers`;

    it("are refused when malformed", async () => {
      const wrong = [
        "",
        "Bearer",
        "Bearer ",
        "Basic abc",
        "Bearer a.b.c",
        "bearer  x y",
        "Bearer 💥".slice(0, 7),
        "null",
      ];
      for (const Authorization of wrong) {
        const reply = await ask("GET", list(), { as: { Authorization } });
        expect(reply.status, Authorization).to.equal(401);
      }
    });

    it("are refused on another surface", async () => {
      const { access_token } = (await token(shop)).body;
      expect((await ask("GET", list(), { as: { Authorization: `Bearer ${access_token}` } })).status).to.equal(401);
      expect((await ask("GET", list(), { as: shop.app })).status).to.equal(401);
      expect((await ask("GET", "/api/apps/v1/customers", { as: shop.merchant })).status).to.equal(401);
    });

    it("are refused without a signature or with a changed payload", async () => {
      const [head = "", payload = "", signature = ""] = (shop.merchant.Authorization ?? "").slice(7).split(".");
      const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
      const changed = Buffer.from(payload, "base64url").toString().replace("user_tests", "user_other");
      const forged = [
        `${none}.${payload}.`,
        `${none}.${payload}.${signature}`,
        `${head}.${Buffer.from(changed).toString("base64url")}.${signature}`,
        `${head}.${payload}.${signature.slice(0, -2)}`,
      ];
      for (const each of forged) {
        const reply = await ask("GET", list(), { as: { Authorization: `Bearer ${each}` } });
        expect(reply.status, each).to.equal(401);
      }
    });

    it("of an app are refused with a wrong secret, another store or no store", async () => {
      const { store_id } = shop.store;
      const wrong: Credential[] = [
        appOf(shop.app_id, "sx_secret_wrong", store_id),
        appOf("sx_app_unknown", shop.app_secret, store_id),
        appOf(shop.app_id, shop.app_secret, store_id + 1_000_000),
        { "X-Client-Id": shop.app_id, "X-Client-Secret": shop.app_secret },
        { ...shop.app, "X-Store-Id": "abc" },
        { ...shop.app, "X-Store-Id": "99999999999999999999" },
        { "X-Client-Id": shop.app_id, "X-Store-Id": String(store_id) },
      ];
      for (const as of wrong) {
        const reply = await ask("GET", "/api/apps/v1/customers", { as });
        expect(reply.status, JSON.stringify(as)).to.equal(401);
        expect(reply.body.code).to.equal("invalid_token");
      }
    });
  });

  it("distinguish a forbidden domain from one without a store", async () => {
    const { tenant_id, domain_id } = shop.store;
    const as = merchantOf({ tenant_id, domain_ids: [domain_id, "dom_nowhere", "dom_demo"] });
    const noStore = await ask("GET", "/merchant/api/v1/domains/dom_nowhere/customers", { as });
    expect(noStore.body).to.include({ status: 404, code: "domain_not_found" });
    for (const domain of ["dom_other", "dom_unheard_of"]) {
      const reply = await ask("GET", `/merchant/api/v1/domains/${domain}/customers`, { as });
      expect(reply.body, domain).to.include({ status: 403, code: "forbidden" });
    }
    // The token names this domain, but it belongs to another tenant.
    expect((await ask("GET", "/merchant/api/v1/domains/dom_demo/customers", { as })).status).to.equal(403);
  });
});

async function token(shop: Shop, scope?: string) {
  const body = { grant_type: "client_credentials", client_id: shop.app_id, client_secret: shop.app_secret, scope };
  return ask("POST", "/api/apps/v1/oauth/token", { body });
}

async function limited(shop: Shop, scope: string): Promise<Credential> {
  return { Authorization: `Bearer ${(await token(shop, scope)).body.access_token}` };
}
