import { coreService } from "../../mixins/core-service.ts";
import {
  addImportRows,
  createImport,
  getImport,
  importRefusals,
  importRows,
  imports,
  startImport,
} from "./actions/imports.ts";
import { createLocation, deleteLocation, getLocation, listLocations, updateLocation } from "./actions/locations.ts";
import { price } from "./actions/price.ts";
import { createProduct, deleteProduct, getProduct, searchProducts, updateProduct } from "./actions/products.ts";
import { releasePromotion, usePromotion } from "./actions/promotion-uses.ts";
import {
  createPromotion,
  deletePromotion,
  getPromotion,
  listPromotions,
  updatePromotion,
} from "./actions/promotions.ts";
import { demoCatalog } from "./catalog.demo.ts";
import { forgetCustomers } from "./catalog.events.ts";
import { catalogTables } from "./migrations/0001-catalog.ts";
import { productWords } from "./migrations/0002-product-words.ts";
import { promotionUses } from "./migrations/0003-promotion-uses.ts";
import { refoldedWords } from "./migrations/0004-words.ts";
import { taxRates } from "./migrations/0005-tax-rates.ts";
import { importTables } from "./migrations/0006-imports.ts";
import { plainWords } from "./migrations/0007-words.ts";
import { foldedProducts } from "./store/reindex.ts";

/** Products, prices, locations and promotions of a store. */
export default coreService({
  name: "catalog",
  migrations: [catalogTables, productWords, promotionUses, refoldedWords, taxRates, importTables, plainWords],
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
    price,
    usePromotion,
    releasePromotion,
    createImport,
    addImportRows,
    importRows,
    startImport,
    getImport,
    importRefusals,
  ],
  subscriptions: [forgetCustomers],
  workers: ({ db }) => [foldedProducts.worker(db), ...imports.workers(db)],
  demo: demoCatalog,
});
