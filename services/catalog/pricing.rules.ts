import { splitAmount } from "../../mixins/values/split.ts";
import type { Cart, CartItem, Location, PricedCart, PricedItem, Product } from "../contracts.ts";
import { fail } from "./catalog.errors.ts";
import { applied, type PromotionState } from "./promotions.rules.ts";
import { roundedRatio } from "./rounding.rules.ts";

/** The catalog data that a cart is priced with. */
export interface PriceInputs {
  location: Pick<Location, "tax_rate" | "tax_rates" | "order_types">;
  products: ReadonlyMap<string, PricedProduct>;
  /** The promotion with the cart's code; undefined when there is none. */
  promotion?: PromotionState;
  now: number;
}

/** The part of a product that prices need. */
export type PricedProduct = Pick<
  Product,
  "id" | "sku" | "name" | "price" | "tax_class" | "active" | "track_stock" | "modifiers"
>;

/**
 * Prices a cart by the catalog's prices: lines, promotion, redemption, tax on the remainder, tip. Throws
 * `order_type_not_offered`, `product_not_found`, `modifier_not_found`, `invalid_promo_code`,
 * `redemption_exceeds_order`, `order_too_large`.
 */
export function priceOf(cart: Cart, { location, products, promotion, now }: PriceInputs): PricedCart {
  assertOffered(cart, location);
  const lines = cart.items.map((item) => priced(item, products.get(item.product_id)));
  const sub_total = sumOf(lines);
  assertPayable(sub_total);
  const used = cart.promo_code === undefined ? null : applied(promotion, sub_total, now);
  const promoted = used?.discount ?? 0;
  const redeemed = cart.redeemed ?? 0;
  if (redeemed > sub_total - promoted) throw fail("redemption_exceeds_order");
  const discount = promoted + redeemed;
  // What each line is taxed by, but for the discount: that is the same share of each.
  const weights = lines.map(({ total, tax_class }) => BigInt(total) * BigInt(rateOf(location, tax_class)));
  const tax = taxOf(weights, { sub_total, discount });
  const items = withParts(
    lines,
    splitAmount(
      discount,
      lines.map(({ total }) => total),
    ),
    splitAmount(tax, weights),
  );
  const [shipping, tip] = [0, cart.tip ?? 0];
  const total = sub_total - discount + tax + shipping + tip;
  return { items, sub_total, discount, tax, shipping, tip, total, promotion: used };
}

/** The rate of a tax class at a location, in millionths. */
function rateOf({ tax_rate, tax_rates }: PriceInputs["location"], tax_class: string): number {
  if (tax_class === "zero") return 0;
  return tax_class === "standard" ? tax_rate : (tax_rates[tax_class] ?? tax_rate);
}

// The discount applies to all lines in proportion. Rounded once, for the whole cart.
function taxOf(weights: readonly bigint[], { sub_total, discount }: Record<"sub_total" | "discount", number>): number {
  if (sub_total === 0) return 0;
  const taxed = weights.reduce((sum, weight) => sum + weight, 0n);
  return roundedRatio([taxed, sub_total - discount], [sub_total, wholeRate]);
}

const withParts = (lines: readonly Line[], discounts: readonly number[], taxes: readonly number[]): PricedItem[] =>
  lines.map((line, index) => ({ ...line, discount: discounts[index] ?? 0, tax: taxes[index] ?? 0 }));

type Line = Omit<PricedItem, "discount" | "tax">;

// Tax rates are in millionths.
const wholeRate = 1_000_000;

function priced(item: CartItem, product: PricedProduct | undefined): Line {
  if (!product?.active) throw fail("product_not_found", [{ path: item.product_id, message: "is not sold here" }]);
  const modifiers = (item.modifiers ?? []).map(({ modifier_id, quantity }) => {
    const known = product.modifiers.find(({ id }) => id === modifier_id);
    if (!known) throw fail("modifier_not_found", [{ path: modifier_id, message: `is none of ${product.id}` }]);
    return { id: known.id, name: known.name, price: known.price, quantity };
  });
  const each = modifiers.reduce((sum, { price, quantity }) => sum + price * quantity, product.price);
  return {
    product_id: product.id,
    sku: product.sku,
    name: product.name,
    quantity: item.quantity,
    unit_price: product.price,
    modifiers,
    special_instructions: item.special_instructions ?? null,
    tax_class: product.tax_class,
    track_stock: product.track_stock,
    total: each * item.quantity,
  };
}

const sumOf = (items: readonly Line[]): number => items.reduce((sum, { total }) => sum + total, 0);

function assertOffered({ order_type }: Cart, { order_types }: Pick<Location, "order_types">): void {
  if (order_type !== undefined && !order_types.includes(order_type)) throw fail("order_type_not_offered");
}

// Far above any order, and far below the largest exact integer, even with tax and tip. A sum that was rounded on the
// way here exceeds it as well.
const largestSubtotal = 1_000_000_000_000;

function assertPayable(sub_total: number): void {
  if (sub_total > largestSubtotal) throw fail("order_too_large");
}
