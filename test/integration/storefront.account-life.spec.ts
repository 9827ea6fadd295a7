import "../support/harness/data.ts";
import { expect } from "chai";
import { type Counter, openCounter } from "../support/harness/counter.ts";
import { ask, type Parsed, type Reply } from "../support/harness/index.ts";
import { moveReturn } from "../support/harness/returns.ts";
import { staffOf } from "../support/harness/shop.ts";
import { askAuth, bearerOf, codeAfter, goodPassword, newShopper, type Shopper } from "../support/harness/shopper.ts";
import { until } from "../support/until.ts";

// Each test goes on where the one before it ended: one account, from its first day to its last.
describe("the life of an account", () => {
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

  it("begins with registering, and an address that a code proves", async () => {
    ann = await newShopper(counter.shop, { phone: "+12025550143" });
    const asked = () => askAuth(counter.shop, "generate-otp", { otp_action: "verify-email", email: ann.email });
    const otp = await codeAfter(ann.email, asked);
    const proof = { otp_action: "verify-email", email: ann.email, otp };
    expect((await askAuth(counter.shop, "verify-otp", proof)).status).to.equal(200);
    expect(await own("GET", `/auth/user/${ann.id}`)).to.include({ email_verified: true, first_name: "Ann" });
  });

  it("keeps where its orders go", async () => {
    const address = { name: "Ann Lee", line1: "7 Lake Road", city: "Springfield", postal_code: "12345", country: "US" };
    const made = await own("POST", `/customers/${ann.id}/addresses`, address, 201);
    expect(made).to.include({ is_default_shipping: true, is_default_billing: true });
    bought = await order({ order_type: "DELIVERY", shipping_address_id: made.id, promo_code: "SAVE10" });
    expect(bought).to.include({ subtotal: 24.99, discount: 2.5, tax: 2.25, total: 24.74, status: "confirmed" });
    const reply = await ask("DELETE", `/customers/${ann.id}/addresses/${made.id}`, { as: ann.as });
    expect(reply.body).to.include({ status: 409, code: "address_in_use" });
  });

  it("thinks better of an order, and has the money and the shop its piece again", async () => {
    expect(await left()).to.include({ available: 99, reserved: 0 });
    const path = `/orders/${bought.order_number}`;
    expect(await own("GET", path)).to.include({ is_cancellation_allowed: true, amount_paid: 24.74 });
    const why = { cancellation_reason: "Ordered twice.", refund_mode: "original_payment_mode" };
    const cancelled = await own("POST", `${path}/cancel`, why);
    expect(cancelled).to.include({ status: "cancelled", amount_refunded: 24.74, is_cancellation_allowed: false });
    expect(await left()).to.include({ available: 100, reserved: 0 });
  });

  it("earns points with what is delivered", async () => {
    sent = await order({ items: [{ menu_item_id: counter.item.id, quantity: 4 }] });
    const delivered = await counter.shop.ask("PATCH", `/orders/${sent.id}/status`, { body: { status: "delivered" } });
    expect(delivered.status, delivered.text).to.equal(200);
    await untilPoints(99);
  });

  it("sends one of four pieces back: its money, its points and its place on the shelf", async () => {
    const { items } = await own("GET", `/orders/${sent.order_number}`);
    const line = { product_id: items[0].product_id, sku: items[0].sku, quantity: 1, resolution: "refund" };
    const asked = { return_items: [{ ...line, return_reason: "One was cold." }] };
    const back = await own("POST", `/orders/${sent.order_number}/return`, asked);
    expect(back.status).to.equal("requested");
    expect((await moveReturn(counter.shop, back.id, "approve")).status).to.equal(200);
    expect((await moveReturn(counter.shop, back.id, "receive")).status).to.equal(200);
    const settled = await own("GET", `/orders/${sent.order_number}/return/${back.id}`);
    expect(settled).to.include({ status: "received", refund_amount: 27.49 });
    expect((await own("GET", `/orders/${sent.order_number}/refunds`)).refunds).to.have.length(1);
    expect(await left()).to.include({ available: 97 });
    await untilPoints(74);
  });

  it("says what it thinks of what stayed", async () => {
    const ready = await until(async () => {
      const { ready_for_review } = await own("GET", `/customers/${ann.id}/reviews`);
      return ready_for_review[0];
    });
    const review = { rating: 4, title: "Warm, mostly", body: "Three of four were." };
    await own("POST", `/catalog/products/${ready.product_id}/reviews`, review, 201);
    const { reviews, ready_for_review } = await own("GET", `/customers/${ann.id}/reviews`);
    expect([reviews.length, ready_for_review.length]).to.deep.equal([1, 0]);
  });

  it("changes its password, which ends its other sessions", async () => {
    const elsewhere = await askAuth(counter.shop, "login", { email: ann.email, password: goodPassword });
    const here = await askAuth(counter.shop, "login", { email: ann.email, password: goodPassword });
    ann.as = bearerOf(here.body);
    const next = { current_password: goodPassword, new_password: "another horse, another staple" };
    expect((await ask("POST", "/auth/change-password", { as: ann.as, body: next })).status).to.equal(204);
    const asOther = await ask("GET", `/auth/user/${ann.id}`, { as: bearerOf(elsewhere.body) });
    expect(asOther.status).to.equal(401);
    await own("GET", `/auth/user/${ann.id}`);
  });

  it("ends when the shop erases it, and nobody is there any more", async () => {
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
