import { expect } from "chai";
import { ulid } from "ulid";
import { ask, type Credential } from "../../support/harness/index.ts";
import { mailNow, mailOf, sell } from "../../support/harness/orders.ts";
import { newCustomer, newShop, type Shop, shopperOf } from "../../support/harness/shop.ts";

const defaults = {
  transactional: { email: true, sms: true, whatsapp: false },
  promotional: { email: false, sms: false, whatsapp: false },
  newsletter: { email: false, sms: false, whatsapp: false },
};

describe("notification preferences", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  async function newShopper(): Promise<{ id: string; path: string; as: Credential }> {
    const { id } = await newCustomer(shop);
    return { id, path: `/auth/user/${id}/notification-preferences`, as: shopperOf(shop.store, id) };
  }

  it("have defaults and change only the given fields", async () => {
    const { id, path, as } = await newShopper();
    expect((await ask("GET", path, { as })).body).to.deep.equal(defaults);
    const body = { promotional: { whatsapp: true }, transactional: { sms: false } };
    const changed = await ask("PUT", path, { as, body });
    const expected = {
      ...defaults,
      promotional: { email: false, sms: false, whatsapp: true },
      transactional: { email: true, sms: false, whatsapp: false },
    };
    expect([changed.status, changed.body]).to.deep.equal([200, expected]);
    await ask("PUT", path, { as, body: { newsletter: { email: true } } });
    const now = { ...expected, newsletter: { email: true, sms: false, whatsapp: false } };
    expect((await ask("GET", path, { as })).body).to.deep.equal(now);
    expect((await ask("GET", `/auth/user/${id}`, { as })).body.notification_preferences).to.deep.equal(now);
    expect((await ask("PUT", path, { as, body: {} })).body).to.deep.equal(now);
  });

  it("control which mails are sent", async () => {
    const [unsubscribed, subscribed] = [await sell(shop), await sell(shop)];
    const { id } = unsubscribed.customer;
    const body = { transactional: { email: false } };
    const path = `/auth/user/${id}/notification-preferences`;
    await ask("PUT", path, { as: shopperOf(shop.store, id), body });
    for (const sold of [unsubscribed, subscribed])
      await shop.ask("PATCH", `${sold.path}/status`, { body: { status: "processing", notify_customer: true } });
    expect(await mailOf(subscribed)).to.have.length(1);
    expect(await mailNow(unsubscribed.customer.email)).to.deep.equal([]);
  });

  it("refuse unknown fields and values", async () => {
    const { path, as } = await newShopper();
    for (const body of [
      { sms: true },
      { promotional: true },
      { promotional: { fax: true } },
      { newsletter: { email: "yes" } },
      [],
    ])
      expect((await ask("PUT", path, { as, body })).body, JSON.stringify(body)).to.include({
        code: "validation_error",
      });
    expect((await ask("GET", path, { as })).body).to.deep.equal(defaults);
  });

  it("change once per idempotency key", async () => {
    const { path, as } = await newShopper();
    const sending = { as, body: { newsletter: { sms: true } }, headers: { "Idempotency-Key": ulid() } };
    const first = await ask("PUT", path, sending);
    await ask("PUT", path, { as, body: { newsletter: { sms: false } } });
    const again = await ask("PUT", path, sending);
    expect(again.headers.get("idempotency-replayed")).to.equal("true");
    expect(again.body).to.deep.equal(first.body);
    expect((await ask("GET", path, { as })).body.newsletter.sms).to.equal(false);
  });

  it("are inaccessible to other customers, other stores and deleted customers", async () => {
    const [mine, theirs] = [await newShopper(), await newShopper()];
    const stranger = shopperOf((await newShop()).store, theirs.id);
    for (const [method, body] of [["GET"], ["PUT", { newsletter: { sms: true } }]] as [string, object?][]) {
      expect((await ask(method, theirs.path, { as: mine.as, body })).body.code).to.equal("forbidden");
      expect((await ask(method, theirs.path, { as: stranger, body })).body.code).to.equal("customer_not_found");
      expect((await ask(method, theirs.path, { body })).status).to.equal(401);
    }
    expect((await ask("GET", theirs.path, { as: theirs.as })).body).to.deep.equal(defaults);
    await shop.ask("DELETE", `/customers/${theirs.id}`);
    expect((await ask("GET", theirs.path, { as: theirs.as })).body.code).to.equal("customer_not_found");
  });
});
