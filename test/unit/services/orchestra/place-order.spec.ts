import { expect } from "chai";
import fc from "fast-check";
import { ulid } from "ulid";
import type { NewProduct, OrderRequest } from "../../../../services/contracts.ts";
import { type Running, startBroker } from "../../../support/broker.ts";
import { OrderingShop } from "../../../support/ordering/shop.ts";
import { until } from "../../../support/until.ts";

const names = [
  "cache",
  "catalog",
  "customers",
  "inventory",
  "loyalty",
  "notifications",
  "orchestra",
  "orders",
  "payments",
  "shipments",
];
const services = await Promise.all(
  names.map(async (name) => (await import(`../../../../services/${name}/${name}.service.ts`)).default),
);

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => "placed",
    ({ code, type }) => `${code} ${type}`,
  );

describe("order placement", () => {
  let running: Running;
  let shop: OrderingShop;
  let customer: string;
  before(async () => {
    running = await startBroker(...services);
    shop = await new OrderingShop(running.call, 781).open();
  });
  after(() => running.stop());
  beforeEach(async () => {
    customer = await shop.newCustomer();
  });

  const cancel = (order_id: string, more: { keep_promotion?: boolean } = {}) =>
    running.call("orchestra.cancelOrder", {
      store: shop.store,
      order_id,
      ...more,
      idempotency_key: ulid(),
      reason: "customer_request",
      refund: true,
      restock: true,
      notify: false,
    });

  it("sells stock at catalog prices and captures the payment", async () => {
    const before = await shop.shelf();
    const order = await shop.place(customer, { note: "Ring twice", tip: 500 });
    expect(order).to.deep.include({
      customer_id: customer,
      status: "confirmed",
      payment_status: "captured",
      financial_status: "paid",
      sub_total: 4_998,
      discount: 0,
      tax: 500,
      shipping: 0,
      tip: 500,
      grand_total: 5_998,
      payment_method: "card",
      order_type: "PICKUP",
      location_id: shop.location.id,
      note: "Ring twice",
    });
    expect(order.contact?.name).to.equal("Ada Lovelace");
    expect(order.items.map(({ sku, quantity, total }) => [sku, quantity, total])).to.deep.equal([
      [shop.product.sku, 2, 4_998],
    ]);
    const money = await shop.money(order.id);
    expect(money).to.include({ captured: 5_998, authorized: 0, financial_status: "paid" });
    expect(money.payments.map(({ provider }) => provider)).to.deep.equal(["sandbox"]);
    expect(await shop.shelf()).to.deep.equal({ on_hand: before.on_hand - 2, reserved: 0 });
  });

  it("tells of the payment in the timeline from the first answer on, and once", async () => {
    const placed = await shop.place(customer);
    const types = ["order.created", "payment.captured"];
    expect(placed.timeline.map(({ type }) => type)).to.deep.equal(types);
    // An event that comes after the payment's shows that the payment's was handled.
    await cancel(placed.id);
    const timeline = await until(async () => {
      const order = await running.call("orders.getWithReturns", { store_id: shop.store.store_id, order_id: placed.id });
      return order.timeline.some(({ type }) => type === "refund.succeeded") ? order.timeline : undefined;
    });
    expect(timeline.map(({ type }) => type).filter((type) => types.includes(type))).to.deep.equal(types);
  });

  it("applies the promotion and spends the redemption", async () => {
    const promotion = await shop.newPromotion();
    const redemption_id = await shop.newRedemption(customer);
    const order = await shop.place(customer, { promo_code: promotion.code, redemption_id });
    expect(order).to.include({ sub_total: 4_998, discount: 1_000, tax: 400, grand_total: 4_398, redemption_id });
    expect(order.promotion).to.deep.equal({ code: promotion.code, discount: 500, description: "" });
    expect(await shop.uses(promotion)).to.equal(1);
    expect(await shop.redemption(customer, redemption_id)).to.include({ state: "spent", order_id: order.id });
  });

  it("charges the calculated total for any cart", async () => {
    const products = [shop.product, ...(await Promise.all(samples.map((fields) => shop.newProduct(fields, 10_000))))];
    const codes = await Promise.all([
      shop.newPromotion(),
      shop.newPromotion({ type: "fixed", value: 333 }),
      shop.newPromotion({ value: 9_999, min_subtotal: 2_000 }),
    ]);
    const carts = fc.record({
      lines: fc.array(
        fc.record({ of: fc.nat(products.length - 1), quantity: fc.integer({ min: 1, max: 9 }), extra: fc.boolean() }),
        { minLength: 1, maxLength: 5 },
      ),
      code: fc.option(fc.constantFrom(...codes.map(({ code }) => code), "NOPE"), { nil: undefined }),
      tip: fc.nat(999),
      redeems: fc.boolean(),
    });
    const property = fc.asyncProperty(carts, async ({ lines, code, tip, redeems }) => {
      const buyer = await shop.newCustomer();
      const redemption_id = redeems ? await shop.newRedemption(buyer) : undefined;
      const items = lines.map(({ of, quantity, extra }) => {
        const { id = "", modifiers = [] } = products[of] ?? {};
        const chosen = extra ? modifiers.map((modifier) => ({ modifier_id: modifier.id, quantity: 2 })) : [];
        return { product_id: id, quantity, modifiers: chosen };
      });
      const request = {
        items,
        tip,
        ...(code ? { promo_code: code } : {}),
        ...(redemption_id ? { redemption_id } : {}),
      };
      const calculated = await shop.total(buyer, request).catch(({ type }) => ({ type }));
      const placed = await shop.place(buyer, request).catch(({ type }) => ({ type }));
      if ("type" in calculated || "type" in placed) {
        expect(placed).to.deep.equal(calculated);
        return;
      }
      const { sub_total, discount, tax, shipping, tip: finalTip, total: grand_total } = calculated;
      expect(placed).to.include({ sub_total, discount, tax, shipping, tip: finalTip, grand_total });
      expect((await shop.money(placed.id)).captured).to.equal(grand_total);
    });
    await fc.assert(property, { numRuns: 40 });
  }).timeout(60_000);

  const samples: Partial<NewProduct>[] = [
    { price: 1, modifiers: [{ name: "Extra", price: 7 }] },
    { price: 100_003, tax_class: "zero" },
    { price: 55, tax_class: "zero", modifiers: [{ name: "Large", price: 45 }] },
  ];

  it("creates one order per idempotency key under concurrent requests", async () => {
    const key = ulid();
    const orders = await Promise.all(Array.from({ length: 6 }, () => shop.place(customer, {}, key)));
    expect(new Set(orders.map(({ id }) => id)).size).to.equal(1);
    expect(await shop.orders(customer)).to.have.length(1);
    expect(await refusalOf(shop.place(customer, { tip: 1 }, key))).to.equal("422 idempotency_key_reused");
  });

  it("makes no payment when nothing is due", async () => {
    const promotion = await shop.newPromotion({ type: "fixed", value: 999_999 });
    const order = await shop.place(customer, { promo_code: promotion.code, payment_method_id: "pm_card_declined" });
    expect(order).to.include({ grand_total: 0, payment_status: "captured", financial_status: "paid" });
    expect((await shop.money(order.id)).payments).to.deep.equal([]);
  });

  it("resolves a payment that timed out and captures it once", async () => {
    const order = await shop.place(customer, { payment_method_id: "pm_card_timeout" });
    expect(order).to.include({ status: "confirmed", financial_status: "paid" });
    expect((await shop.money(order.id)).payments).to.have.length(1);
  });

  it("ships to one of the customer's saved addresses and keeps its id", async () => {
    const { store_id, idempotency_key } = shop.write();
    const params = { store_id, idempotency_key, customer_id: customer, address: { line1: "House 12", city: "Dhaka" } };
    const { id: shipping_address_id } = await running.call("customers.createAddress", params);
    const order = await shop.place(customer, { order_type: "DELIVERY", shipping_address_id });
    expect(order).to.include({ order_type: "DELIVERY", shipping_address_id });
    expect(order.shipping_address).to.include({ line1: "House 12", city: "Dhaka" });
    expect(order.shipping_address).not.to.have.any.keys("id", "is_default_shipping");
    const foreign = shop.place(await shop.newCustomer(), { order_type: "DELIVERY", shipping_address_id });
    expect(await refusalOf(foreign)).to.equal("404 address_not_found");
  });

  it("keeps a scheduled order pending and confirms any other at once", async () => {
    const scheduled_at = Date.now() + 24 * 3_600_000;
    expect(await shop.place(customer, { scheduled_at })).to.include({ status: "pending", scheduled_at });
    expect((await shop.orders(customer))[0]).to.include({ payment_status: "captured", financial_status: "paid" });
  });

  it("neither reserves nor restocks untracked products", async () => {
    const before = await shop.shelf();
    const soup = await shop.newProduct({ track_stock: false }, 0);
    const items = [shop.product, soup].map(({ id }) => ({ product_id: id, quantity: 3 }));
    const order = await shop.place(customer, { items });
    expect(await shop.shelf(soup)).to.deep.equal({ on_hand: 0, reserved: 0 });
    await cancel(order.id);
    expect([await shop.shelf(soup), await shop.shelf()]).to.deep.equal([{ on_hand: 0, reserved: 0 }, before]);
  });

  it("restores everything when cancelled, the promotion unless the store keeps it used", async () => {
    const before = await shop.shelf();
    const promotion = await shop.newPromotion();
    const order = await shop.place(customer, { promo_code: promotion.code });
    const { refund } = await cancel(order.id);
    expect(refund?.amount).to.equal(order.grand_total);
    expect(await shop.shelf()).to.deep.equal(before);
    expect(await shop.money(order.id)).to.include({ refundable: 0, financial_status: "refunded" });
    expect(await shop.uses(promotion)).to.equal(0);
    const other = await shop.place(customer, { promo_code: promotion.code });
    await cancel(other.id, { keep_promotion: true });
    expect(await shop.uses(promotion)).to.equal(1);
  });

  it("is refused when it costs another amount than its client has shown, and changes nothing", async () => {
    const before = await shop.shelf();
    const { total } = await shop.total(customer);
    expect((await shop.place(customer, { expected_total: total })).grand_total).to.equal(total);
    const refused = await shop.place(customer, { expected_total: total - 1 }).catch((error) => error);
    expect([refused.code, refused.type]).to.deep.equal([409, "total_changed"]);
    expect(refused.data.details[0]).to.include({ path: "expected_total", actual: total / 100 });
    expect((await shop.shelf()).reserved).to.equal(before.reserved);
  });

  const refusals: [string, string, (shop: OrderingShop) => Partial<OrderRequest>][] = [
    ["the card is declined", "402 payment_declined", () => ({ payment_method_id: "pm_card_declined" })],
    [
      "stock is insufficient",
      "409 out_of_stock",
      ({ product }) => ({ items: [{ product_id: product.id, quantity: 9_999 }] }),
    ],
    ["the redemption is unknown", "404 redemption_not_found", () => ({ redemption_id: "red_none" })],
    ["a product is unknown", "404 product_not_found", () => ({ items: [{ product_id: "item_none", quantity: 1 }] })],
    ["the location is unknown", "404 location_not_found", () => ({ location_id: "loc_none" })],
    ["the location does not offer the order type", "422 order_type_not_offered", () => ({ order_type: "DINE_IN" })],
    ["the scheduled time is in the past", "422 scheduled_time_in_past", () => ({ scheduled_at: Date.now() - 60_000 })],
    ["the shipping address is missing", "422 shipping_address_required", () => ({ order_type: "DELIVERY" })],
    [
      "the shipping address is unknown",
      "404 address_not_found",
      () => ({ order_type: "DELIVERY", shipping_address_id: "addr_none" }),
    ],
  ];
  for (const [why, refusal, fields] of refusals) {
    it(`leaves no effects when ${why}`, async () => {
      const before = await shop.shelf();
      const promotion = await shop.newPromotion({ usage_limit: 1 });
      const redemption_id = await shop.newRedemption(customer);
      const request = { promo_code: promotion.code, redemption_id, ...fields(shop) };
      expect(await refusalOf(shop.place(customer, request))).to.equal(refusal);
      expect(await shop.untilNothingRuns()).to.deep.equal([]);
      expect(await shop.shelf()).to.deep.equal(before);
      expect(await shop.uses(promotion)).to.equal(0);
      expect(await shop.redemption(customer, redemption_id)).to.include({ state: "open", order_id: null });
      expect(await shop.orders(customer)).to.deep.equal([]);
    });
  }

  it("refuses an unknown customer, an exhausted promotion and a spent redemption", async () => {
    expect(await refusalOf(shop.place("cust_none"))).to.equal("404 customer_not_found");
    const promotion = await shop.newPromotion({ per_customer_limit: 1 });
    const redemption_id = await shop.newRedemption(customer);
    await shop.place(customer, { promo_code: promotion.code, redemption_id });
    expect(await refusalOf(shop.place(customer, { promo_code: promotion.code }))).to.equal("422 invalid_promo_code");
    expect(await refusalOf(shop.place(customer, { redemption_id }))).to.equal("409 redemption_spent");
  });

  it("accepts another key after a declined card", async () => {
    expect(await refusalOf(shop.place(customer, { payment_method_id: "pm_card_declined" }))).to.include("402");
    expect((await shop.place(customer)).financial_status).to.equal("paid");
  });

  it("refunds the buyer when the merchant cancels during placement", async () => {
    const before = await shop.shelf();
    for (let round = 0; round < 8; round++) {
      const buyer = await shop.newCustomer();
      const placed = refusalOf(shop.place(buyer));
      const [order] = await until(async () => {
        const orders = await shop.orders(buyer);
        return orders.length > 0 ? orders : undefined;
      });
      await cancel(order?.id ?? "");
      expect(await placed).to.be.oneOf(["placed", "409 order_already_cancelled"]);
      expect(await shop.untilNothingRuns()).to.deep.equal([]);
      expect(await shop.money(order?.id ?? "")).to.include({ authorized: 0, refundable: 0 });
    }
    expect(await shop.shelf()).to.deep.equal(before);
  });
});
