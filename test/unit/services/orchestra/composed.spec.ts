import { expect } from "chai";
import { ulid } from "ulid";
import auth from "../../../../services/auth/auth.service.ts";
import catalog from "../../../../services/catalog/catalog.service.ts";
import type { ActionName, ActionParams, Customer, NewOrder, SignedIn } from "../../../../services/contracts.ts";
import customers from "../../../../services/customers/customers.service.ts";
import loyalty from "../../../../services/loyalty/loyalty.service.ts";
import media from "../../../../services/media/media.service.ts";
import notifications from "../../../../services/notifications/notifications.service.ts";
import orchestra from "../../../../services/orchestra/orchestra.service.ts";
import orders from "../../../../services/orders/orders.service.ts";
import payments from "../../../../services/payments/payments.service.ts";
import reviews from "../../../../services/reviews/reviews.service.ts";
import shipments from "../../../../services/shipments/shipments.service.ts";
import stores from "../../../../services/stores/stores.service.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

const store_id = 774;
const tenant_id = "ten_composed";
const country = "BD";
const about = { name: "Shop", language: "en", currency: "BDT", currency_decimals: 2, timezone: "UTC" };
const store = { store_id, tenant_id, country, ...about };
const client = { ip: "192.0.2.7", user_agent: null };
const password = "a horse, a battery and a staple";

describe("actions of orchestra that compose others", () => {
  let broker: Running;
  let customer: Customer;
  const key = () => ({ idempotency_key: ulid() });
  const whose = () => ({ store_id, customer_id: customer.id });
  const nobody = { store_id, customer_id: "cust_nobody" };

  before(async () => {
    const above = [auth, catalog, customers, loyalty, media, notifications, orchestra, orders];
    broker = await startBroker(...above, payments, reviews, shipments, stores);
    const fields = { email: `${ulid().toLowerCase()}@example.com`, registration_source: "APP" as const };
    customer = await broker.call("customers.create", { store_id, tenant_id, country, customer: fields, ...key() });
  });
  after(() => broker.stop());

  const refusal = <Name extends ActionName>(name: Name, params: ActionParams<Name>): Promise<unknown> =>
    broker.call(name, params).then(
      () => "nothing was refused",
      ({ type }) => type,
    );

  const newOrder = (customer_id = customer.id, items: NewOrder["items"] = []) => {
    const amounts = { sub_total: 500, discount: 0, tax: 0, shipping: 0, tip: 0 };
    const order = { customer_id, items, currency: "BDT", payment_method: "card", ...amounts };
    return broker.call("orders.create", { store_id, tenant_id, order, ...key() });
  };

  describe("about an account", () => {
    const email = `${ulid().toLowerCase()}@example.com`;
    let signedIn: SignedIn;
    before(async () => {
      const person = { email, registration_source: "EMAIL_PASSWORD" as const };
      signedIn = await broker.call("orchestra.register", { store, customer: person, password, client, ...key() });
    });

    it("sign in who registers, and whoever comes back, with their profile", async () => {
      const again = await broker.call("orchestra.logIn", { store, email, password, client });
      for (const { tokens, profile } of [signedIn, again]) {
        expect(tokens.access_token).to.be.a("string");
        expect(profile.customer).to.include({ id: tokens.customer_id, email });
        expect(profile.picture).to.equal(null);
        expect(profile.preferences).to.have.keys("transactional", "promotional", "newsletter");
      }
      expect(again.tokens.session_id).to.not.equal(signedIn.tokens.session_id);
    });

    it("go on with a session, in the store that is named and no other", async () => {
      const { refresh_token } = (await broker.call("orchestra.logIn", { store, email, password, client })).tokens;
      const asked = { refresh_token, client };
      expect(await refusal("orchestra.refreshSession", { ...asked, store: { domain_id: "dom_none" } })).to.equal(
        "store_not_found",
      );
      const next = await broker.call("orchestra.refreshSession", asked);
      expect(next.profile.customer.email).to.equal(email);
      expect(next.tokens.refresh_token).to.not.equal(refresh_token);
      expect(await refusal("orchestra.refreshSession", asked)).to.equal("invalid_token");
    });

    it("change a password, but to none that is their address", async () => {
      const { customer_id, session_id } = signedIn.tokens;
      const asked = { store, customer_id, session_id, current_password: password, ...key() };
      expect(await refusal("orchestra.changePassword", { ...asked, new_password: email })).to.equal(
        "password_too_weak",
      );
      const wrong = { ...asked, current_password: "not the password", new_password: "quite another long password" };
      expect(await refusal("orchestra.changePassword", wrong)).to.equal("invalid_credentials");
      const right = { ...asked, new_password: "quite another long password" };
      expect(await broker.call("orchestra.changePassword", right)).to.deep.equal({ customer_id });
      expect(await refusal("orchestra.changePassword", { ...right, customer_id: nobody.customer_id })).to.equal(
        "customer_not_found",
      );
    });

    it("answer a changed profile whole", async () => {
      const { customer_id } = signedIn.tokens;
      const changes = { first_name: "Rahim" };
      const asked = { store, customer_id, changes, client, sign_in: {}, ...key() };
      const profile = await broker.call("orchestra.updateProfile", asked);
      expect(profile.customer.first_name).to.equal("Rahim");
      expect(profile).to.deep.equal(await broker.call("orchestra.getProfile", { store_id, customer_id }));
    });
  });

  it("keep preferences and bank accounts of customers who are there", async () => {
    const chosen = { preferences: { newsletter: { sms: true } }, ...key() };
    const kept = await broker.call("orchestra.setPreferences", { ...whose(), ...chosen });
    expect(kept.newsletter.sms).to.equal(true);
    expect(await broker.call("orchestra.getPreferences", whose())).to.deep.equal(kept);
    expect(await refusal("orchestra.getPreferences", nobody)).to.equal("customer_not_found");
    expect(await refusal("orchestra.setPreferences", { ...nobody, ...chosen })).to.equal("customer_not_found");
    const account = { account_holder: "Rahim", bank_name: "City Bank", account_number: "1234567890126789" };
    const asked = { tenant_id, account, sign_in: { signed_in_at: Date.now() }, ...key() };
    const made = await broker.call("orchestra.createBankAccount", { ...whose(), ...asked });
    expect(made).to.include({ customer_id: customer.id, last4: "6789" });
    expect(await refusal("orchestra.createBankAccount", { ...nobody, ...asked })).to.equal("customer_not_found");
  });

  it("give a changed member with addresses and points as a read does", async () => {
    const address = { line1: "House 12", city: "Dhaka", country_code: "BD" };
    await broker.call("customers.createAddress", { ...whose(), address, ...key() });
    const changes = { first_name: "Ann" };
    const asked = { store, customer_id: customer.id, changes, client };
    const member = await broker.call("orchestra.updateMember", { ...asked, ...key() });
    expect(member.customer.first_name).to.equal("Ann");
    expect(member.addresses.map(({ line1 }) => line1)).to.deep.equal(["House 12"]);
    expect(member).to.deep.equal(await broker.call("orchestra.getMember", whose()));
    const { addresses } = await broker.call("customers.get", { ...whose(), with_addresses: true });
    expect(addresses).to.deep.equal(member.addresses);
    const stale = { ...asked, if_versions: [99], ...key() };
    expect(await refusal("orchestra.updateMember", stale)).to.equal("version_mismatch");
  });

  it("list reviews, and refuse one of what nobody could buy", async () => {
    const product = { sku: ulid(), name: "Mug", price: 500 };
    const { id: product_id } = await broker.call("catalog.createProduct", { store_id, tenant_id, product, ...key() });
    const paging = { limit: 20 };
    const own = await broker.call("orchestra.listOwnReviews", { ...whose(), most_ready: 10, ...paging });
    expect([own.items, own.ready]).to.deep.equal([[], []]);
    const listed = await broker.call("orchestra.listProductReviews", { store_id, product_id, ...paging });
    expect(listed.summary).to.include({ reviews: 0, average_rating: null });
    const missing = { store_id, product_id: "item_none", ...paging };
    expect(await refusal("orchestra.listProductReviews", missing)).to.equal("product_not_found");
    const review = { ...whose(), tenant_id, product_id, rating: 5, title: "Loved it", body: "We did.", ...key() };
    expect(await refusal("orchestra.createReview", review)).to.equal("not_a_buyer");
    expect(await refusal("orchestra.createReview", { ...review, product_id: "item_none" })).to.equal(
      "product_not_found",
    );
  });

  it("list what there is of an order and of a customer's orders, and name what there is not", async () => {
    const order = await newOrder();
    const order_id = order.id;
    expect(await broker.call("orchestra.listFulfillments", { store_id, order_id })).to.deep.equal([]);
    const unknown = { store_id, order_id: "ord_none" };
    expect(await refusal("orchestra.listFulfillments", unknown)).to.equal("order_not_found");

    const { user_id } = customer;
    const list = await broker.call("orchestra.listOrdersOf", { store_id, user_id, limit: 10 });
    expect(list).to.deep.include({ user_id, total: 1 });
    expect(list.items.map(({ id }) => id)).to.deep.equal([order_id]);
    const shipped = { store_id, user_id, status: "shipped" as const, limit: 10 };
    expect((await broker.call("orchestra.listOrdersOf", shipped)).items).to.deep.equal([]);
    const nobodys = { store_id, user_id: 999_999_999, limit: 10 };
    expect(await refusal("orchestra.listOrdersOf", nobodys)).to.equal("customer_not_found");
  });

  it("give a return of the customer's own order, and of no other", async () => {
    const line = { product_id: "item_1", sku: "MUG", name: "Mug", quantity: 1, unit_price: 500 };
    const [order, other] = [await newOrder(customer.id, [line]), await newOrder()];
    const of = { store_id, order_id: order.id };
    await broker.call("orders.setStatus", { ...of, status: "delivered", ...key() });
    const items = [{ sku: "MUG", quantity: 1, resolution: "refund" as const, return_reason: "Broken." }];
    const wanted = { ...of, return_id: `ret_${ulid()}`, items, window_days: 30 };
    const { return: made } = await broker.call("orders.requestReturn", { ...wanted, ...key() });
    const asked = { ...whose(), return_id: made.id };
    const { order_number } = order;
    expect(await broker.call("orchestra.getOwnReturn", { ...asked, order_number })).to.deep.equal(made);
    const elsewhere = { ...asked, order_number: other.order_number };
    expect(await refusal("orchestra.getOwnReturn", elsewhere)).to.equal("return_not_found");
    expect(await refusal("orchestra.getOwnReturn", { ...asked, order_number: "A-0" })).to.equal("order_not_found");
  });
});
