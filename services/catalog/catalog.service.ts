import { env } from "../../config/env.ts";
import { coreService } from "../../mixins/core-service.ts";
import { createLocation, deleteLocation, getLocation, listLocations, updateLocation } from "./actions/locations.ts";
import { createProduct, deleteProduct, getProduct, searchProducts, updateProduct } from "./actions/products.ts";
import {
  createPromotion,
  deletePromotion,
  getPromotion,
  listPromotions,
  updatePromotion,
} from "./actions/promotions.ts";
import { demoCatalog } from "./catalog.demo.ts";
import { catalogTables } from "./migrations/0001-catalog.ts";
import { productWords } from "./migrations/0002-product-words.ts";

/** What a store sells, at what price, where, and what it takes off. */
export default coreService({
  name: "catalog",
  migrations: [catalogTables, productWords],
  actions: [
    searchProducts,
    getProduct,
    createProduct,
    updateProduct,
    deleteProduct,
    listPromotions,
    getPromotion,
    createPromotion,
    updatePromotion,
    deletePromotion,
    listLocations,
    getLocation,
    createLocation,
    updateLocation,
    deleteLocation,
  ],
  demo: env.NODE_ENV === "development" ? demoCatalog : undefined,
});
