import { expect } from "chai";
import fc from "fast-check";
import { type PriceInputs, priceOf } from "../../../../services/catalog/pricing.rules.ts";
import { roundedRatio } from "../../../../services/catalog/rounding.rules.ts";
import type { Cart } from "../../../../services/contracts.ts";
import { cartOf, priceInputs, promotion, samples, sold } from "../../../support/catalog/carts.ts";

describe("cart price", () => {
  const pasta = sold("pasta", 2_499);

  it("matches the product description: 24.99 less 10 % with 10 % tax is 24.74", () => {
    const priced = priceOf(cartOf([pasta], { promo_code: "SAVE10" }), priceInputs([pasta], { promotion: promotion() }));
    expect(priced).to.deep.include({ sub_total: 2_499, discount: 250, tax: 225, shipping: 0, tip: 0, total: 2_474 });
    const { promotion_id, code, discount, description } = priced.promotion ?? {};
    expect([promotion_id, code, discount, description]).to.deep.equal(["promo_1", "SAVE10", 250, "10% off your order"]);
  });

  it("takes names and prices from the catalog and multiplies modifiers by quantity", () => {
    const pizza = sold("pizza", 1_000, { modifiers: [{ id: "mod_1", name: "Cheese", price: 150 }] });
    const modifiers = [{ modifier_id: "mod_1", quantity: 2 }];
    const items = [{ product_id: "pizza", quantity: 3, modifiers, special_instructions: "No onions" }];
    const { items: lines, sub_total } = priceOf(cartOf([], { items }), priceInputs([pizza]));
    expect(sub_total).to.equal(3 * 1_300);
    expect(lines).to.deep.equal([
      {
        product_id: "pizza",
        sku: "SKU-pizza",
        name: "pizza",
        quantity: 3,
        unit_price: 1_000,
        modifiers: [{ id: "mod_1", name: "Cheese", price: 150, quantity: 2 }],
        special_instructions: "No onions",
        tax_class: "standard",
        track_stock: true,
        total: 3_900,
        discount: 0,
        tax: 390,
      },
    ]);
  });

  it("taxes each line by its class: of the location's rates, like standard without one, and zero not at all", () => {
    const lines = [
      sold("wine", 10_000),
      sold("book", 10_000, { tax_class: "reduced" }),
      sold("bread", 10_000, { tax_class: "zero" }),
      sold("lamp", 10_000, { tax_class: "luxury" }),
    ];
    const location = { tax_rate: 100_000, tax_rates: { reduced: 50_000 }, order_types: [] };
    const by = priceInputs(lines, { location, promotion: promotion({ type: "fixed", value: 4_001 }) });
    const priced = priceOf(cartOf(lines, { promo_code: "SAVE10" }), by);
    expect(priced.items.map(({ discount }) => discount)).to.deep.equal([1_001, 1_000, 1_000, 1_000]);
    // 36,000 of 40,000 are left, at 10, 5, 0 and 10 %: 2,249.94.
    expect(priced.tax).to.equal(2_250);
    expect(priced.items.map(({ tax }) => tax)).to.deep.equal([900, 450, 0, 900]);
  });

  it("taxes the discounted subtotal, spreads the discount over untaxed items and never taxes a tip", () => {
    const bread = sold("bread", 3_000, { tax_class: "zero" });
    const wine = sold("wine", 1_000);
    const by = priceInputs([bread, wine], { promotion: promotion({ type: "fixed", value: 400 }) });
    const priced = priceOf(cartOf([bread, wine], { promo_code: "save10", tip: 500 }), by);
    // Of 4.00 off, 1.00 falls on the wine: 10 % of 9.00.
    expect(priced).to.include({ sub_total: 4_000, discount: 400, tax: 90, tip: 500, total: 4_190 });
  });

  it("limits a promotion's discount to the subtotal", () => {
    const by = priceInputs([pasta], { promotion: promotion({ type: "fixed", value: 9_999 }) });
    expect(priceOf(cartOf([pasta], { promo_code: "x" }), by)).to.include({ discount: 2_499, tax: 0, total: 0 });
    const free = priceInputs([sold("gift", 0)], { promotion: promotion({ type: "fixed", value: 5 }) });
    expect(priceOf(cartOf([sold("gift", 0)], { promo_code: "x" }), free)).to.include({ discount: 0, total: 0 });
  });

  it("applies a redemption after the promotion and refuses one above the remainder", () => {
    const by = priceInputs([pasta], { promotion: promotion() });
    const redeem = (redeemed: number) => priceOf(cartOf([pasta], { promo_code: "SAVE10", redeemed }), by);
    expect(redeem(2_249)).to.include({ discount: 2_499, tax: 0, total: 0 });
    expect(redeem(500)).to.include({ discount: 750, tax: 175, total: 1_924 });
    expect(() => redeem(2_250))
      .to.throw()
      .with.property("type", "redemption_exceeds_order");
  });

  it("rounds half away from zero, once per total", () => {
    const half = priceInputs([sold("x", 5)], { location: { tax_rate: 100_000, tax_rates: {}, order_types: [] } });
    expect(priceOf(cartOf([sold("x", 5)]), half).tax).to.equal(1);
    // Three lines of 0.4 are 1.2, not three times 0.
    const four = [sold("a", 4), sold("b", 4), sold("c", 4)];
    expect(priceOf(cartOf(four), priceInputs(four)).tax).to.equal(1);
    expect([roundedRatio([5], [10]), roundedRatio([4], [10]), roundedRatio([15], [10])]).to.deep.equal([1, 0, 2]);
    expect(roundedRatio([9_007_199_254_740_991, 1_000_000], [1_000_000])).to.equal(9_007_199_254_740_991);
  });

  const cases: [string, string, Partial<Cart>, Partial<PriceInputs>][] = [
    ["an unknown product", "product_not_found", { items: [{ product_id: "none", quantity: 1 }] }, {}],
    [
      "an inactive product",
      "product_not_found",
      {},
      { products: priceInputs([sold("pasta", 1, { active: false })]).products },
    ],
    [
      "a modifier of another product",
      "modifier_not_found",
      { items: [{ product_id: "pasta", quantity: 1, modifiers: [{ modifier_id: "mod_1", quantity: 1 }] }] },
      {},
    ],
    ["an order type the location does not offer", "order_type_not_offered", { order_type: "DINE_IN" }, {}],
    [
      "a total above the limit",
      "order_too_large",
      { items: [{ product_id: "gold", quantity: 10_000 }] },
      {
        products: priceInputs([sold("gold", Number.MAX_SAFE_INTEGER)]).products,
      },
    ],
  ];
  for (const [what, type, cart, by] of cases) {
    it(`refuses ${what}`, () => {
      expect(() => priceOf(cartOf([pasta], cart), priceInputs([pasta], by)))
        .to.throw()
        .with.property("type", type);
    });
  }

  const reasons: [string, Parameters<typeof promotion>[0], RegExp][] = [
    ["is inactive", { active: false }, /no promotion of this code/],
    ["has not started", { starts_at: 1_001 }, /has not begun/],
    ["has ended", { ends_at: 1_000 }, /has ended/],
    ["has a higher minimum", { min_subtotal: 2_500 }, /below/],
    ["has reached its usage limit", { usage_limit: 5, times_used: 5 }, /as often as it may be/],
    ["has reached its limit per customer", { per_customer_limit: 1, used_by_customer: 1 }, /one customer/],
  ];
  for (const [what, fields, message] of reasons) {
    it(`refuses a code whose promotion ${what}, with that reason`, () => {
      const by = priceInputs([pasta], { promotion: promotion(fields) });
      expect(() => priceOf(cartOf([pasta], { promo_code: "SAVE10" }), by))
        .to.throw(message)
        .with.property("type", "invalid_promo_code");
    });
  }

  it("accepts a code at its last moment and its last use", () => {
    const last = { starts_at: 1_000, ends_at: 1_001, min_subtotal: 2_499, usage_limit: 5, times_used: 4 };
    const by = priceInputs([pasta], { promotion: promotion({ ...last, per_customer_limit: 2, used_by_customer: 1 }) });
    expect(priceOf(cartOf([pasta], { promo_code: "SAVE10" }), by).discount).to.equal(250);
  });

  it("refuses an unknown code", () => {
    expect(() => priceOf(cartOf([pasta], { promo_code: "NOPE" }), priceInputs([pasta])))
      .to.throw(/no promotion/)
      .with.property("type", "invalid_promo_code");
  });

  it("adds up for every cart and is never below the tip", () => {
    fc.assert(
      fc.property(samples, ({ cart, priceInputs: by }) => {
        const { items, sub_total, discount, tax, shipping, tip, total, promotion: applied } = priceOf(cart, by);
        expect(sub_total).to.equal(items.reduce((sum, item) => sum + item.total, 0));
        expect(total).to.equal(sub_total - discount + tax + shipping + tip);
        expect(discount).to.equal((applied?.discount ?? 0) + (cart.redeemed ?? 0));
        expect(discount).to.be.within(0, sub_total);
        // Up to rounding, never more than the rate applied to everything paid.
        expect(tax).to.be.within(0, Math.ceil(((sub_total - discount) * by.location.tax_rate) / 1_000_000));
        expect(total).to.be.at.least(tip);
        for (const amount of [sub_total, discount, tax, total]) expect(Number.isSafeInteger(amount)).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });
});
