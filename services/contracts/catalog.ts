import * as t from "../../mixins/actions/params.ts";
import type { PostalAddress } from "./common.ts";
import type { OrderItemModifier } from "./order-items.ts";
import { type OrderType, orderTypes } from "./orders.ts";

/** `standard`, `zero`, or another class of the store's own. */
export type TaxClass = string;

/** How a tax class is written. */
export const taxClassPattern = /^[a-z][a-z0-9_-]{0,15}$/;

export interface Modifier {
  id: string;
  name: string;
  price: number;
}

export interface Product {
  id: string;
  store_id: number;
  sku: string;
  name: string;
  description: string;
  price: number;
  tax_class: TaxClass;
  active: boolean;
  /** False for what is never out of stock. */
  track_stock: boolean;
  modifiers: Modifier[];
  version: number;
  created_at: number;
  updated_at: number;
}

export const promotionTypes = ["percentage", "fixed"] as const;

export interface Promotion {
  id: string;
  store_id: number;
  code: string;
  type: (typeof promotionTypes)[number];
  /** Hundredths of a per cent, or minor units. */
  value: number;
  description: string;
  min_subtotal: number;
  starts_at: number | null;
  ends_at: number | null;
  usage_limit: number | null;
  per_customer_limit: number | null;
  times_used: number;
  active: boolean;
  version: number;
  created_at: number;
  updated_at: number;
}

export interface Location {
  id: string;
  store_id: number;
  name: string;
  address: PostalAddress | null;
  /** That of the class `standard`, in millionths: 100,000 is 10 %. */
  tax_rate: number;
  /** Those of other classes; a class without one is taxed like `standard`, and `zero` not at all. */
  tax_rates: Record<TaxClass, number>;
  timezone: string;
  order_types: OrderType[];
  version: number;
  created_at: number;
  updated_at: number;
}

const quantity = t.integer().min(1).max(10_000);

const cartItem = t.object({
  product_id: t.id(),
  quantity,
  modifiers: t.optional(t.list(t.object({ modifier_id: t.id(), quantity })).max(50)),
  special_instructions: t.optional(t.nullable(t.text(500))),
});

/** What somebody wants to buy, and where. */
export const cartFields = {
  location_id: t.id(),
  order_type: t.optional(t.oneOf(orderTypes)),
  items: t.list(cartItem).min(1).max(200),
  promo_code: t.optional(t.text(100)),
  /** Minor units. */
  tip: t.optional(t.integer().min(0).max(1_000_000_000_000)),
};

export type CartItem = t.TypeOf<typeof cartItem>;

/** A line of a cart with the catalog's own words and prices, in minor units. */
export interface PricedItem {
  product_id: string;
  sku: string;
  name: string;
  quantity: number;
  unit_price: number;
  modifiers: OrderItemModifier[];
  special_instructions: string | null;
  tax_class: TaxClass;
  /** False for what is never out of stock. */
  track_stock: boolean;
  total: number;
  /** The line's parts of the cart's discount and tax. */
  discount: number;
  tax: number;
}

/** A promotion as it applied to a cart. */
export interface AppliedPromotion {
  promotion_id: string;
  code: string;
  /** Minor units. */
  discount: number;
  description: string;
}

/** What a cart costs, in minor units: `total = sub_total - discount + tax + shipping + tip`. */
export interface PricedCart {
  items: PricedItem[];
  sub_total: number;
  /** The promotion's and the redemption's together. */
  discount: number;
  tax: number;
  shipping: number;
  tip: number;
  total: number;
  promotion: AppliedPromotion | null;
}
