import type { List, Paging, PostalAddress, Write } from "./common.ts";

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

export type OrderType = "PICKUP" | "DELIVERY" | "DINE_IN" | "SHIP";

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
}
