import { expect } from "chai";
import { ulid } from "ulid";
import { ask, type Credential, product } from "../../support/harness/index.ts";
import { newCustomer, newShop, type Shop, shopperOf } from "../../support/harness/shop.ts";
import { formOf, noise } from "../../support/pictures/make.ts";

describe("customer profile", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  async function newShopper(fields: object = {}): Promise<{ id: string; path: string; as: Credential }> {
    const { id } = await newCustomer(shop, { first_name: "Rahim", last_name: "Uddin", ...fields });
    return { id, path: `/auth/user/${id}`, as: shopperOf(shop.store, id) };
  }

  it("combines data of four services", async () => {
    const email = `${ulid().toLowerCase()}@example.com`;
    const { id, path, as } = await newShopper({ email, phone: "01798765432" });
    const { status, body, headers } = await ask("GET", path, { as });
    expect([status, headers.get("x-cache")]).to.deep.equal([200, null]);
    expect(body).to.deep.include({
      id,
      first_name: "Rahim",
      last_name: "Uddin",
      email,
      phone: "01798765432",
      email_verified: false,
      phone_verified: false,
      pending_email: null,
      pending_phone: null,
      profile_image_url: null,
    });
    expect(body.notification_preferences.transactional).to.deep.equal({ email: true, sms: true, whatsapp: false });
    expect(body).to.not.have.any.keys("tenant_id", "store_id", "user_id", "password", "group_id", "approved");
  });

  it("changes names at once and leaves a new email pending", async () => {
    const { id, path, as } = await newShopper();
    const { body: before } = await ask("GET", path, { as });
    const newEmail = `${ulid().toLowerCase()}@example.com`;
    const changed = await ask("PUT", path, { as, body: { first_name: "Karim", last_name: "", email: newEmail } });
    expect(changed.status, changed.text).to.equal(200);
    const { created_at, email } = before;
    expect(changed.body).to.include({
      id,
      first_name: "Karim",
      last_name: "",
      email,
      pending_email: newEmail,
      created_at,
    });
    expect((await ask("GET", path, { as })).body).to.deep.equal(changed.body);
    const merchant = await shop.ask("GET", `/customers/${id}`);
    expect(merchant.body).to.include({ first_name: "Karim", email });
  });

  it("changes its ETag with name, picture and preferences", async () => {
    const { path, as } = await newShopper();
    const changes = [
      () => ask("PUT", path, { as, body: { first_name: "New" } }),
      async () => ask("POST", `${path}/profile-image`, { as, ...formOf(await noise(20, 20)) }),
      () => ask("PUT", `${path}/notification-preferences`, { as, body: { newsletter: { email: true } } }),
      () => ask("DELETE", `${path}/profile-image`, { as }),
    ];
    for (const [at, change] of changes.entries()) {
      const etag = (await ask("GET", path, { as })).headers.get("etag") ?? "";
      expect((await ask("GET", path, { as, headers: { "If-None-Match": etag } })).status, `${at}`).to.equal(304);
      expect((await change()).status, `${at}`).to.be.below(300);
      expect((await ask("GET", path, { as, headers: { "If-None-Match": etag } })).status, `${at}`).to.equal(200);
    }
  });

  it("refuses a stale version in If-Match", async () => {
    const { path, as } = await newShopper();
    const headers = { "If-Match": (await ask("GET", path, { as })).headers.get("etag") ?? "" };
    expect((await ask("PUT", path, { as, body: { first_name: "A" }, headers })).status).to.equal(200);
    const stale = await ask("PUT", path, { as, body: { first_name: "B" }, headers });
    expect(stale.body).to.include({ status: 412, code: "version_mismatch" });
  });

  it("refuses invalid and read-only fields", async () => {
    const { path, as } = await newShopper();
    const { body: before } = await ask("GET", path, { as });
    const wrong: object[] = [
      {},
      { email: "nobody" },
      { phone: "call me" },
      { first_name: 1 },
      { first_name: "x".repeat(256) },
      { email_verified: true },
      { enabled: true },
      { approved: true },
      { group_id: null },
      { profile_image_url: "https://example.com/a.png" },
      { notification_preferences: {} },
      { id: "cust_1" },
    ];
    for (const body of wrong)
      expect((await ask("PUT", path, { as, body })).body, JSON.stringify(body)).to.include({
        code: "validation_error",
      });
    expect((await ask("GET", path, { as })).body).to.deep.equal(before);
  });

  it("is inaccessible to other customers and after deletion", async () => {
    const [mine, theirs] = [await newShopper(), await newShopper()];
    const stranger = shopperOf((await newShop()).store, theirs.id);
    for (const [method, body] of [["GET"], ["PUT", { first_name: "Mine" }]] as [string, object?][]) {
      expect((await ask(method, theirs.path, { as: mine.as, body })).body.code, method).to.equal("forbidden");
      expect((await ask(method, theirs.path, { as: stranger, body })).body.code, method).to.equal("customer_not_found");
      expect((await ask(method, theirs.path, { as: shop.merchant, body })).status, method).to.equal(401);
      expect((await ask(method, theirs.path, { body })).status, method).to.equal(401);
    }
    expect((await ask("GET", theirs.path, { as: theirs.as })).body.first_name).to.equal("Rahim");
    await shop.ask("DELETE", `/customers/${theirs.id}`);
    expect((await ask("GET", theirs.path, { as: theirs.as })).body.code).to.equal("customer_not_found");
  });

  it("builds the image URL from the gateway's own host name", async () => {
    const { path, as } = await newShopper();
    await ask("POST", `${path}/profile-image`, { as, ...formOf(await noise(20, 20)) });
    const { body } = await ask("GET", path, { as });
    expect(body.profile_image_url).to.match(new RegExp(`^${product().url}/media/\\d+-[A-Za-z0-9_-]{32}$`));
  });
});
