import type { List, Paging, PostalAddress, Write } from "./common.ts";
import type { OrderItemModifier, OrderType } from "./orders.ts";

export type { OrderType } from "./orders.ts";

export type TaxClass = "standard" | "zero";

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

export interface ProductChanges {
  sku?: string;
  name?: string;
  description?: string;
  price?: number;
  tax_class?: TaxClass;
  active?: boolean;
  track_stock?: boolean;
  /** Those with an id stay what they are; those without are new; those left out go. */
  modifiers?: { id?: string; name: string; price: number }[];
}

export type NewProduct = ProductChanges & { sku: string; name: string; price: number };

export interface Promotion {
  id: string;
  store_id: number;
  code: string;
  type: "percentage" | "fixed";
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

export interface PromotionChanges {
  code?: string;
  type?: "percentage" | "fixed";
  value?: number;
  description?: string;
  min_subtotal?: number;
  starts_at?: number | null;
  ends_at?: number | null;
  usage_limit?: number | null;
  per_customer_limit?: number | null;
  active?: boolean;
}

export type NewPromotion = PromotionChanges & { code: string; type: "percentage" | "fixed"; value: number };

export interface Location {
  id: string;
  store_id: number;
  name: string;
  address: PostalAddress | null;
  /** Millionths: 100,000 is 10 %. */
  tax_rate: number;
  timezone: string;
  order_types: OrderType[];
  version: number;
  created_at: number;
  updated_at: number;
}

export interface LocationChanges {
  name?: string;
  address?: PostalAddress | null;
  tax_rate?: number;
  timezone?: string;
  order_types?: OrderType[];
}

export type NewLocation = LocationChanges & { name: string };

/** What somebody wants to buy. */
export interface Cart {
  location_id: string;
  order_type?: OrderType;
  items: CartItem[];
  promo_code?: string;
  /** Minor units. */
  tip?: number;
  /** What a redemption of points takes off, in minor units. */
  redeemed?: number;
}

export interface CartItem {
  product_id: string;
  quantity: number;
  modifiers?: { modifier_id: string; quantity: number }[];
  special_instructions?: string | null;
}

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

interface InStore {
  store_id: number;
  tenant_id: string;
}

/** Actions of the catalog service. */
export interface CatalogActions {
  "catalog.searchProducts": {
    params: { store_id: number; filter: { sku?: string; active?: boolean; search?: string } } & Paging;
    result: List<Product>;
  };
  "catalog.getProduct": { params: { store_id: number; product_id: string }; result: Product };
  /** Throws `sku_exists`. */
  "catalog.createProduct": { params: Write & InStore & { product: NewProduct }; result: Product };
  "catalog.updateProduct": {
    params: Write & InStore & { product_id: string; changes: ProductChanges; if_versions?: number[] };
    result: Product;
  };
  "catalog.deleteProduct": {
    params: Write & InStore & { product_id: string; if_versions?: number[] };
    result: { product_id: string };
  };
  "catalog.listPromotions": { params: { store_id: number } & Paging; result: List<Promotion> };
  "catalog.getPromotion": { params: { store_id: number; promotion_id: string }; result: Promotion };
  /** Throws `code_exists`. */
  "catalog.createPromotion": { params: Write & InStore & { promotion: NewPromotion }; result: Promotion };
  "catalog.updatePromotion": {
    params: Write & InStore & { promotion_id: string; changes: PromotionChanges; if_versions?: number[] };
    result: Promotion;
  };
  "catalog.deletePromotion": {
    params: Write & InStore & { promotion_id: string; if_versions?: number[] };
    result: { promotion_id: string };
  };
  "catalog.listLocations": { params: { store_id: number } & Paging; result: List<Location> };
  "catalog.getLocation": { params: { store_id: number; location_id: string }; result: Location };
  "catalog.createLocation": { params: Write & InStore & { location: NewLocation }; result: Location };
  "catalog.updateLocation": {
    params: Write & InStore & { location_id: string; changes: LocationChanges; if_versions?: number[] };
    result: Location;
  };
  "catalog.deleteLocation": {
    params: Write & InStore & { location_id: string; if_versions?: number[] };
    result: { location_id: string };
  };
  /**
   * What a cart costs; with `customer_id` also whether that customer may still use the promotion.
   * Throws `location_not_found`, `product_not_found`, `modifier_not_found`, `order_type_not_offered`,
   * `invalid_promo_code`, `redemption_exceeds_order`, `order_too_large`.
   */
  "catalog.price": { params: { store_id: number; cart: Cart; customer_id?: string }; result: PricedCart };
  /** Uses a promotion for an order, within its limits; once for each order. Throws `invalid_promo_code`. */
  "catalog.usePromotion": {
    params: Write & InStore & { promotion_id: string; order_id: string; customer_id: string };
    result: { promotion_id: string };
  };
  /** Undoes a use, also one that may still be on its way. */
  "catalog.releasePromotion": {
    params: Write & InStore & { order_id: string; undoes: string };
    result: { released: boolean };
  };
}
