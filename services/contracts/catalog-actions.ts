import type { TypeOf } from "../../mixins/actions/params.ts";
import type { params } from "../catalog/catalog.schema.ts";
import type { Location, PricedCart, Product, Promotion } from "./catalog.ts";
import type { ActionsOf, List } from "./common.ts";
import type { ImportResults } from "./imports.ts";

export type NewProduct = TypeOf<typeof params.createProduct>["product"];
export type ProductChanges = TypeOf<typeof params.updateProduct>["changes"];
export type NewPromotion = TypeOf<typeof params.createPromotion>["promotion"];
export type PromotionChanges = TypeOf<typeof params.updatePromotion>["changes"];
export type NewLocation = TypeOf<typeof params.createLocation>["location"];
export type LocationChanges = TypeOf<typeof params.updateLocation>["changes"];
export type Cart = TypeOf<typeof params.price>["cart"];

/** Actions of the catalog service. */
export type CatalogActions = ActionsOf<
  "catalog",
  typeof params,
  ImportResults & {
    searchProducts: List<Product>;
    getProduct: Product;
    /** Throws `sku_exists`. */
    createProduct: Product;
    updateProduct: Product;
    deleteProduct: { product_id: string };
    listPromotions: List<Promotion>;
    getPromotion: Promotion;
    /** Throws `code_exists`. */
    createPromotion: Promotion;
    updatePromotion: Promotion;
    deletePromotion: { promotion_id: string };
    listLocations: List<Location>;
    getLocation: Location;
    createLocation: Location;
    updateLocation: Location;
    deleteLocation: { location_id: string };
    /**
     * What a cart costs; with `customer_id` also whether that customer may still use the promotion.
     * Throws `location_not_found`, `product_not_found`, `modifier_not_found`, `order_type_not_offered`,
     * `invalid_promo_code`, `redemption_exceeds_order`, `order_too_large`.
     */
    price: PricedCart;
    /** Uses a promotion for an order, within its limits; once for each order. Throws `invalid_promo_code`. */
    usePromotion: { promotion_id: string };
    /** Undoes a use, also one that may still be on its way. */
    releasePromotion: { released: boolean };
  }
>;
