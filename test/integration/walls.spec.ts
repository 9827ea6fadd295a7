import { expect } from "chai";
import { ulid } from "ulid";
import { fill, type Ids, stateOf } from "../support/harness/filled.ts";
import { ask, type Credential, conformity, type Operation, type Parsed } from "../support/harness/index.ts";
import { callerOf, isOpen, pathOf, surfaceOf } from "../support/harness/operations.ts";
import { sell } from "../support/harness/orders.ts";
import { appOf, merchantOf, newShop, type Shop } from "../support/harness/shop.ts";

describe("isolation between stores", () => {
  let mine: Shop;
  let theirs: Shop;
  let theirIds: Ids;
  let myIds: Ids;
  // Whoever operates the platform sees every store.
  const guarded = () => conformity().operations.filter((each) => !isOpen(each) && surfaceOf(each) !== "ops");

  before(async () => {
    [mine, theirs] = [await newShop(), await newShop()];
    theirIds = await fill(theirs, { email: "wall@example.com" });
    // Order numbers start at the same value in each store; this order makes the two stores' numbers differ.
    await sell(mine, { payment: "none" });
    myIds = await fill(mine, { email: "wall@example.com" });
  });

  /** The visible state of the other store, which must not change. */
  const theirState = async () => JSON.stringify(await stateOf(theirs, theirIds));

  it("covers every endpoint that needs a credential", () => {
    const open = conformity().operations.filter(isOpen);
    const signIn = [
      "generate-otp",
      "login",
      "logout",
      "passkeys/sign-in",
      "passkeys/sign-in/options",
      "refresh",
      "register",
      "undo-address-change",
      "verify-otp",
    ].map((name) => `/auth/${name}`);
    expect(open.map(({ template }) => template).sort()).to.deep.equal([
      ...["introspect", "revoke", "token"].map((name) => `/api/apps/v1/oauth/${name}`),
      ...signIn,
      ...["session/development", "sign-in"].map((name) => `/ops/v1/${name}`),
    ]);
    for (const { template } of guarded()) {
      for (const [, name = ""] of template.matchAll(/\{(\w+)\}/g)) {
        expect(
          ["domain_id", "customer_id", "passkey_id", ...Object.keys(theirIds)],
          `add the path parameter of ${template} to this test`,
        ).to.include(name);
      }
    }
  });

  const bodyOf = (operation: Operation): Parsed =>
    operation.described.requestBody?.content["application/json"]?.example;

  it("refuses requests without a credential", async () => {
    const before = await theirState();
    for (const operation of guarded()) {
      const path = pathOf(operation, theirs, theirIds);
      const reply = await ask(operation.method, path, { body: bodyOf(operation) });
      expect(reply.body, `${operation.method} ${path}`).to.include({ status: 401, code: "invalid_token" });
    }
    expect(await theirState()).to.equal(before);
  });

  it("refuses another store's credentials on a store's paths", async () => {
    const before = await theirState();
    // Every store has an A-1002, so order numbers are no evidence.
    const { order_number: _number, ...distinctiveIds } = theirIds;
    for (const operation of guarded()) {
      const path = pathOf(operation, theirs, theirIds);
      for (const as of [mine.merchant, mine.app, callerOf(operation, mine, myIds)]) {
        const reply = await ask(operation.method, path, { as, body: bodyOf(operation) });
        const label = `${operation.method} ${path} → ${reply.text}`;
        // Paths without a record id address the caller's own store or account.
        const own = surfaceOf(operation) !== "merchant" && !operation.template.includes("{");
        if (!own) expect(reply.status, label).to.be.oneOf([401, 403, 404]);
        for (const id of Object.values(distinctiveIds)) expect(reply.text, label).to.not.contain(`"${id}"`);
        expect(reply.text, label).to.not.contain(theirs.store.tenant_id);
      }
    }
    expect(await theirState()).to.equal(before);
  });

  it("hides another store's records under the caller's own paths", async () => {
    const before = await theirState();
    for (const operation of guarded().filter(({ template }) => /\{(?!domain_id)/.test(template))) {
      const path = pathOf(operation, mine, theirIds);
      const as = callerOf(operation, mine, myIds);
      const reply = await ask(operation.method, path, { as, body: bodyOf(operation) });
      expect(reply.status, `${operation.method} ${path} → ${reply.text}`).to.equal(hiddenAs(operation));
    }
    expect(await theirState()).to.equal(before);
  });

  it("keeps foreign ids out of filters, exports, events and groups", async () => {
    const queries = [
      `/customers/csv?customer_ids=${theirIds.id}`,
      `/events?entity_id=${theirIds.id}`,
      `/events?entity_id=${theirIds.group_id}`,
    ];
    for (const path of queries) expect((await mine.ask("GET", path)).text, path).to.not.contain(theirIds.id);
    const { body } = await mine.ask("GET", "/customers?email=wall@example.com");
    expect(body.data.map(({ tenant_id }: Parsed) => tenant_id)).to.deep.equal([mine.store.tenant_id]);
    const joined = await mine.ask("PUT", `/customers/${body.data[0].id}`, { body: { group_id: theirIds.group_id } });
    expect(joined.body.code).to.equal("group_not_found");
  });

  it("separates the two demo stores", async () => {
    const demo = merchantOf({ tenant_id: "ten_demo", domain_ids: ["dom_demo"] });
    const other = merchantOf({ tenant_id: "ten_other", domain_ids: ["dom_other"] });
    const credentials: [Credential, string, string][] = [
      [demo, "dom_demo", "dom_other"],
      [other, "dom_other", "dom_demo"],
    ];
    for (const [as, own, foreign] of credentials) {
      const { body } = await ask("GET", `/merchant/api/v1/domains/${own}/customers?size=100`, { as });
      const tenants = new Set(body.data.map(({ tenant_id }: Parsed) => tenant_id));
      expect([...tenants]).to.deep.equal([own.replace("dom_", "ten_")]);
      expect((await ask("GET", `/merchant/api/v1/domains/${foreign}/customers`, { as })).status).to.equal(403);
    }
    for (const store of [22, 23]) {
      const as = appOf("sx_app_demo", "sx_secret_demo", store);
      const { body } = await ask("GET", "/api/apps/v1/customers?limit=250", { as });
      expect(new Set(body.data.map(({ store_id }: Parsed) => store_id))).to.deep.equal(new Set([store]));
    }
  });

  it("refuses a token that names another tenant's domain on every merchant endpoint", async () => {
    const { domain_id } = theirs.store;
    const as = merchantOf({
      tenant_id: mine.store.tenant_id,
      domain_ids: [mine.store.domain_id, domain_id],
      sub: ulid(),
    });
    for (const operation of guarded().filter((each) => surfaceOf(each) === "merchant")) {
      const isFile = operation.described.requestBody?.content["text/csv"] !== undefined;
      const sent = isFile ? { raw: "sku\n", headers: { "Content-Type": "text/csv" } } : { body: bodyOf(operation) };
      const reply = await ask(operation.method, pathOf(operation, theirs, theirIds), { as, ...sent });
      expect(reply.status, `${operation.method} ${operation.template} → ${reply.text}`).to.equal(403);
    }
  });
});

// SKUs are chosen by the merchant: setting the stock of an unknown SKU creates it. Storefront paths name the shopper,
// so another customer's id is forbidden rather than unknown.
function hiddenAs(operation: Operation): number {
  if (operation.method === "PUT" && operation.template.endsWith("/inventory/{sku}")) return 422;
  return surfaceOf(operation) === "storefront" && /\{(id|user_id)\}/.test(operation.template) ? 403 : 404;
}
