import fc from "fast-check";
import { type PricedProduct, type PriceInputs, priceOf } from "../../../services/catalog/pricing.rules.ts";
import type { PromotionState } from "../../../services/catalog/promotions.rules.ts";
import type { Cart, PricedCart } from "../../../services/contracts.ts";

/** A product of a test, priced under its id. */
export const sold = (id: string, price: number, fields: Partial<PricedProduct> = {}): PricedProduct => ({
  id,
  sku: `SKU-${id}`,
  name: id,
  price,
  tax_class: "standard",
  active: true,
  track_stock: true,
  modifiers: [],
  ...fields,
});

/** A promotion of a test: 10 % off, without limits. */
export const promotion = (fields: Partial<PromotionState> = {}): PromotionState => ({
  id: "promo_1",
  code: "SAVE10",
  type: "percentage",
  value: 1_000,
  description: "10% off your order",
  min_subtotal: 0,
  starts_at: null,
  ends_at: null,
  usage_limit: null,
  per_customer_limit: null,
  times_used: 0,
  active: true,
  used_by_customer: 0,
  ...fields,
});

/** The price inputs of some products, at a location with 10 % tax. */
export function priceInputs(products: PricedProduct[], fields: Partial<PriceInputs> = {}): PriceInputs {
  const location = { tax_rate: 100_000, tax_rates: {}, order_types: ["PICKUP" as const, "SHIP" as const] };
  return { location, products: new Map(products.map((each) => [each.id, each])), now: 1_000, ...fields };
}

/** A cart with one piece of each product, or the given quantity. */
export const cartOf = (products: PricedProduct[], fields: Partial<Cart> = {}, quantity = 1): Cart => ({
  location_id: "loc_1",
  items: products.map(({ id }) => ({ product_id: id, quantity })),
  ...fields,
});

interface Sample {
  cart: Cart;
  priceInputs: PriceInputs;
}

/** Carts of all kinds, with their price inputs. */
export const samples: fc.Arbitrary<Sample> = fc
  .record({
    items: fc.array(
      fc.record({
        price: fc.integer({ min: 0, max: 500_000_000 }),
        quantity: fc.integer({ min: 1, max: 20 }),
        zero: fc.boolean(),
        extra: fc.option(
          fc.record({ price: fc.integer({ min: 0, max: 999 }), quantity: fc.integer({ min: 1, max: 5 }) }),
        ),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    promotion: fc.option(
      fc.record({
        type: fc.constantFrom("percentage" as const, "fixed" as const),
        value: fc.integer({ min: 1, max: 10_000 }),
      }),
    ),
    tax_rate: fc.integer({ min: 0, max: 1_000_000 }),
    tip: fc.integer({ min: 0, max: 1_000_000 }),
    redeemedShare: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ items, promotion: taken, tax_rate, tip, redeemedShare }) => {
    const products = items.map(({ price, zero, extra }, index) =>
      sold(`item_${index}`, price, {
        tax_class: zero ? "zero" : "standard",
        modifiers: extra ? [{ id: `mod_${index}`, name: "Extra", price: extra.price }] : [],
      }),
    );
    const cart: Cart = {
      ...cartOf(products),
      items: items.map(({ quantity, extra }, index) => ({
        product_id: `item_${index}`,
        quantity,
        ...(extra ? { modifiers: [{ modifier_id: `mod_${index}`, quantity: extra.quantity }] } : {}),
      })),
      tip,
      ...(taken ? { promo_code: "SAVE10" } : {}),
    };
    const location = { tax_rate, tax_rates: {}, order_types: [] };
    const by = priceInputs(products, { location, ...(taken ? { promotion: promotion(taken) } : {}) });
    const { sub_total, discount }: PricedCart = priceOf(cart, by);
    // Any redemption that does not exceed the remaining total.
    return { cart: { ...cart, redeemed: Math.floor((sub_total - discount) * redeemedShare) }, priceInputs: by };
  });
