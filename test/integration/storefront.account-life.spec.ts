import "../support/harness/data.ts";
import { expect } from "chai";
import { type Counter, openCounter } from "../support/harness/counter.ts";
import { ask, type Parsed, type Reply } from "../support/harness/index.ts";
import { moveReturn } from "../support/harness/returns.ts";
import { staffOf } from "../support/harness/shop.ts";
import { askAuth, bearerOf, codeAfter, goodPassword, newShopper, type Shopper } from "../support/harness/shopper.ts";
import { until } from "../support/until.ts";

// Each test continues where the previous one ended: one account from registration to erasure.
describe("account life cycle", () => {
  let counter: Counter;
  let ann: Shopper;
  let bought: Parsed;
  let sent: Parsed;
  before(async () => {
    counter = await openCounter();
  });

  const own = async (method: string, path: string, body?: object, status = 200): Promise<Parsed> => {
    const reply = await ask(method, path, { as: ann.as, body });
    expect(reply.status, `${method} ${path} → ${reply.text}`).to.equal(status);
    return reply.body;
  };
  const left = async () => (await counter.shop.ask("GET", `/inventory/${counter.item.sku}`)).body;

  it("registers a customer and verifies the email by code", async () => {
    ann = await newShopper(counter.shop, { phone: "+12025550143" });
    const requestCode = () =>
      askAuth(counter.shop, "generate-otp", { otp_action: "verify-email", email: ann.email }, { as: ann.as });
    const otp = await codeAfter(ann.email, requestCode);
    const verification = { otp_action: "verify-email", email: ann.email, otp };
    expect((await askAuth(counter.shop, "verify-otp", verification, { as: ann.as })).status).to.equal(200);
    expect(await own("GET", `/auth/user/${ann.id}`)).to.include({ email_verified: true, first_name: "Ann" });
  });

  it("saves an address and orders to it", async () => {
    const address = { name: "Ann Lee", line1: "7 Lake Road", city: "Springfield", postal_code: "12345", country: "US" };
    const made = await own("POST", `/customers/${ann.id}/addresses`, address, 201);
    expect(made).to.include({ is_default_shipping: true, is_default_billing: true });
    bought = await order({ order_type: "DELIVERY", shipping_address_id: made.id, promo_code: "SAVE10" });
    expect(bought).to.include({ subtotal: 24.99, discount: 2.5, tax: 2.25, total: 24.74, status: "confirmed" });
    const reply = await ask("DELETE", `/customers/${ann.id}/addresses/${made.id}`, { as: ann.as });
    expect(reply.body).to.include({ status: 409, code: "address_in_use" });
  });

  it("cancels an order, which refunds the payment and restocks the item", async () => {
    expect(await left()).to.include({ available: 99, reserved: 0 });
    const path = `/orders/${bought.order_number}`;
    expect(await own("GET", path)).to.include({ is_cancellation_allowed: true, amount_paid: 24.74 });
    const cancellation = { cancellation_reason: "Ordered twice.", refund_mode: "original_payment_mode" };
    const cancelled = await own("POST", `${path}/cancel`, cancellation);
    expect(cancelled).to.include({ status: "cancelled", amount_refunded: 24.74, is_cancellation_allowed: false });
    expect(await left()).to.include({ available: 100, reserved: 0 });
  });

  it("earns points when an order is delivered", async () => {
    sent = await order({ items: [{ menu_item_id: counter.item.id, quantity: 4 }] });
    const delivered = await counter.shop.ask("PATCH", `/orders/${sent.id}/status`, { body: { status: "delivered" } });
    expect(delivered.status, delivered.text).to.equal(200);
    await untilPoints(99);
  });

  it("returns one of four items: refunds, deducts points and restocks", async () => {
    const { items } = await own("GET", `/orders/${sent.order_number}`);
    const line = { product_id: items[0].product_id, sku: items[0].sku, quantity: 1, resolution: "refund" };
    const returnRequest = { return_items: [{ ...line, return_reason: "One was cold." }] };
    const returned = await own("POST", `/orders/${sent.order_number}/return`, returnRequest);
    expect(returned.status).to.equal("requested");
    expect((await moveReturn(counter.shop, returned.id, "approve")).status).to.equal(200);
    expect((await moveReturn(counter.shop, returned.id, "receive")).status).to.equal(200);
    const received = await own("GET", `/orders/${sent.order_number}/return/${returned.id}`);
    expect(received).to.include({ status: "received", refund_amount: 27.49 });
    expect((await own("GET", `/orders/${sent.order_number}/refunds`)).refunds).to.have.length(1);
    expect(await left()).to.include({ available: 97 });
    await untilPoints(74);
  });

  it("reviews the delivered product", async () => {
    const ready = await until(async () => {
      const { ready_for_review } = await own("GET", `/customers/${ann.id}/reviews`);
      return ready_for_review[0];
    });
    const review = { rating: 4, title: "Warm, mostly", body: "Three of four were." };
    await own("POST", `/catalog/products/${ready.product_id}/reviews`, review, 201);
    const { reviews, ready_for_review } = await own("GET", `/customers/${ann.id}/reviews`);
    expect([reviews.length, ready_for_review.length]).to.deep.equal([1, 0]);
  });

  it("changes the password, which ends other sessions", async () => {
    const elsewhere = await askAuth(counter.shop, "login", { email: ann.email, password: goodPassword });
    const here = await askAuth(counter.shop, "login", { email: ann.email, password: goodPassword });
    ann.as = bearerOf(here.body);
    const next = { current_password: goodPassword, new_password: "another horse, another staple" };
    expect((await ask("POST", "/auth/change-password", { as: ann.as, body: next })).status).to.equal(204);
    const asOther = await ask("GET", `/auth/user/${ann.id}`, { as: bearerOf(elsewhere.body) });
    expect(asOther.status).to.equal(401);
    await own("GET", `/auth/user/${ann.id}`);
  });

  it("is erased, with its data removed from orders", async () => {
    expect((await counter.shop.ask("DELETE", `/customers/${ann.id}`)).status).to.equal(204);
    await until(async () => (await ask("GET", `/auth/user/${ann.id}`, { as: ann.as })).status === 401);
    const again = { email: ann.email, password: "another horse, another staple" };
    expect((await askAuth(counter.shop, "login", again)).body).to.include({ status: 401, code: "invalid_credentials" });
    await until(async () => !(await counter.shop.ask("GET", `/orders/${sent.id}`)).text.includes(ann.email));
  });

  async function order(body: object): Promise<Parsed> {
    const reply: Reply = await counter.order(body, staffOf(counter.shop.store, ["customer"], ann.id));
    expect(reply.status, reply.text).to.equal(201);
    return reply.body;
  }

  const untilPoints = (points: number) =>
    until(async () => (await own("GET", `/customers/${ann.id}/loyalty`)).points_balance === points);
});
