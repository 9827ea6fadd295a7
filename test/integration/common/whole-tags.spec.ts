import { expect } from "chai";
import { ulid } from "ulid";
import { openCounter } from "../../support/harness/counter.ts";
import { act, ask, type Reply } from "../../support/harness/index.ts";
import { type Bought, buy, buyDelivered, withCurrentTag } from "../../support/harness/returns.ts";
import { newCustomer, newShop, type Shop, shopperOf, staffOf } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

// What is shown with a record and changes without a new version of it.
describe("a tag whose version is current and whose other half is not", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  // Its payment fails: the timeline tells of it, and the order's version stays.
  async function decline({ order }: Bought): Promise<void> {
    const { store_id, tenant_id } = shop.store;
    const { id: order_id, grand_total: amount, currency } = order;
    const provider = "sandbox" as const;
    const payment = { provider, method: "card", payment_method_id: "pm_card_declined", amount, currency };
    await act("payments.authorize", { idempotency_key: ulid(), store_id, tenant_id, order_id, ...payment }).catch(
      () => undefined,
    );
  }

  const mismatch = { status: 412, code: "version_mismatch" };

  it("of a customer whose points were adjusted writes nothing on the commerce surface", async () => {
    const { id } = await newCustomer(shop);
    const path = `/api/v1/customers/${id}`;
    const as = staffOf(shop.store, ["tenant_admin"]);
    const put = (match: string) =>
      ask("PUT", path, { as, body: { first_name: ulid() }, headers: { "If-Match": match } });
    const first = await ask("GET", path, { as });
    const adjusting = { as, body: { adjustment: 500, reason: "Gift" } };
    expect((await ask("POST", `${path}/loyalty/points`, adjusting)).status).to.equal(200);
    expect((await put(first.headers.get("etag") ?? "")).body).to.include(mismatch);
    const second = await ask("GET", path, { as });
    expect(second.body.first_name).to.equal(first.body.first_name);
    const written = await put(second.headers.get("etag") ?? "");
    expect(written.status).to.equal(200);
    expect(written.headers.get("etag")).to.equal((await ask("GET", path, { as })).headers.get("etag"));
  });

  it("of a customer whose group was renamed, or deleted, changes and deletes nothing for the merchant", async () => {
    const group = (await shop.ask("POST", "/customer-groups", { body: { name: ulid() } })).body;
    const { id } = await newCustomer(shop);
    const path = `/customers/${id}`;
    const tag = async () => (await shop.ask("GET", path)).headers.get("etag") ?? "";
    await shop.ask("PUT", path, { body: { group_id: group.id } });
    const first = await tag();
    await shop.ask("PUT", `/customer-groups/${group.id}`, { body: { name: ulid() } });
    for (const [method, body] of [["PUT", { first_name: "Old" }], ["DELETE"]] as const)
      expect((await shop.ask(method, path, { body, headers: { "If-Match": first } })).body).to.include(mismatch);
    const second = await tag();
    await shop.ask("DELETE", `/customer-groups/${group.id}`);
    const late = await shop.ask("PUT", path, { body: { first_name: "Old" }, headers: { "If-Match": second } });
    expect(late.body).to.include(mismatch);
    expect((await shop.ask("GET", path)).body.first_name).to.not.equal("Old");
    expect((await shop.ask("DELETE", path, { headers: { "If-Match": await tag() } })).status).to.equal(204);
  });

  it("of a promotion that was used meanwhile changes and deletes nothing", async () => {
    const counter = await openCounter();
    const { ask: askHere } = counter.shop;
    const { id } = (await askHere("GET", "/promotions")).body.data[0];
    const path = `/promotions/${id}`;
    const headers = { "If-Match": (await askHere("GET", path)).headers.get("etag") ?? "" };
    expect((await counter.order({ promo_code: "SAVE10" })).status).to.equal(201);
    expect((await askHere("PUT", path, { body: { description: "Old" }, headers })).body).to.include(mismatch);
    expect((await askHere("DELETE", path, { headers })).body).to.include(mismatch);
    const now = (await askHere("GET", path)).headers.get("etag") ?? "";
    expect((await askHere("DELETE", path, { headers: { "If-Match": now } })).status).to.equal(204);
  });

  it("of a shopper whose preferences changed writes nothing of their profile", async () => {
    const { id } = await newCustomer(shop);
    const as = shopperOf(shop.store, id);
    const path = `/auth/user/${id}`;
    const first = await ask("GET", path, { as });
    const other = { newsletter: { email: !first.body.notification_preferences.newsletter.email } };
    await ask("PUT", `${path}/notification-preferences`, { as, body: other });
    const headers = { "If-Match": first.headers.get("etag") ?? "" };
    expect((await ask("PUT", path, { as, body: { first_name: "Old" }, headers })).body).to.include(mismatch);
    expect((await ask("GET", path, { as })).body.first_name).to.equal(first.body.first_name);
  });

  it("of an order to which something happened beside it writes nothing, for merchant and shopper", async () => {
    const bought = await buy(shop, { payment: "none" });
    const [merchants, shoppers] = [await shop.ask("GET", bought.path), await bought.shopper("GET", bought.own)];
    await decline(bought);
    const tagNow = async () => (await shop.ask("GET", bought.path)).headers.get("etag");
    await until(async () => (await tagNow()) !== merchants.headers.get("etag"));
    const matching = ({ headers }: Reply) => ({ "If-Match": headers.get("etag") ?? "" });
    const setting = { body: { status: "confirmed" }, headers: matching(merchants) };
    expect((await shop.ask("PATCH", `${bought.path}/status`, setting)).body).to.include(mismatch);
    const body = { cancellation_reason: "Mistake.", refund_mode: "original_payment_mode" };
    const cancelling = { body, headers: matching(shoppers) };
    expect((await bought.shopper("POST", `${bought.own}/cancel`, cancelling)).body).to.include(mismatch);
    expect((await shop.ask("GET", bought.path)).body.status).to.equal("pending");
    const cancelled = await withCurrentTag(bought, (headers) =>
      bought.shopper("POST", `${bought.own}/cancel`, { body, headers }),
    );
    expect(cancelled.reply.status).to.equal(200);
  });

  it("that is old is the reason of a refusal, whatever the state of the record would be", async () => {
    const bought = await buyDelivered(shop);
    const { own, path, customer } = bought;
    const taken = await newCustomer(shop);
    const { body: listed } = await shop.askApp("GET", `/customers?search=${customer.email}`);
    const bank = { cancellation_reason: "Mistake.", refund_mode: "bank_transfer", bank_account_id: "bank_none" };
    const writes: [string, string, object?, typeof shop.ask?][] = [
      ["PATCH", `${path}/status`, { status: "cancelled" }],
      ["PATCH", `${path}/status`, { status: "refunded" }],
      ["PATCH", `${path}/status`, { status: "processing" }],
      ["POST", `${path}/cancel`, { reason: "other" }],
      ["POST", `${path}/cancel`, { reason: "other", refund: true, refund_amount: 1e6 }],
      ["POST", `${path}/refunds`, { reason: "other", amount: 1e6 }],
      ["POST", `${own}/cancel`, bank, bought.shopper],
      ["PUT", `/auth/user/${customer.id}`, { email: taken.email }, bought.shopper],
      ["DELETE", `/customers/${listed.data[0].user_id}`, undefined, shop.askApp],
    ];
    const headers = { "If-Match": '"v999"' };
    for (const [method, at, body, by = shop.ask] of writes) {
      const late = await by(method, at, { body, headers });
      expect(late.body, `${method} ${at} ${JSON.stringify(body)}`).to.include(mismatch);
      const refused = await by(method, at, { body });
      expect(refused.status, `${method} ${at} without it`).to.be.within(400, 422).and.not.equal(412);
    }
  });

  it("is given to nobody who makes a customer: what the answer carries is what a read gives", async () => {
    const as = staffOf(shop.store, ["tenant_admin"]);
    const made = await ask("POST", "/api/v1/customers", { as, body: { email: `${ulid()}@example.com` } });
    const read = await ask("GET", `/api/v1/customers/${made.body.id}`, { as });
    expect(made.headers.get("etag")).to.equal(read.headers.get("etag"));
  });
});
