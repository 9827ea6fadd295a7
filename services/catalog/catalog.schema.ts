import * as t from "../../mixins/actions/params.ts";
import { cartFields, promotionTypes, taxClassPattern } from "../contracts/catalog.ts";
import { postalAddress } from "../contracts/common.ts";
import { importParams } from "../contracts/imports.ts";
import { orderTypes } from "../contracts/orders.ts";

// As other services send them; the surfaces restrict what a client may send.

const amount = t.integer().min(0);
const limit = t.nullable(t.integer().min(1));
// MariaDB compares without the spaces at the end: with them it would be another one here and the same one there.
const trimmed = (max: number) => t.string(max).pattern(/^\S(.*\S)?$/s);

const product = {
  sku: trimmed(64),
  name: t.string(255),
  description: t.text(4_000),
  price: amount,
  tax_class: t.string(16).pattern(taxClassPattern),
  active: t.boolean(),
  track_stock: t.boolean(),
  /** Those with an id are kept, those without are new, omitted ones are deleted. */
  modifiers: t.list(t.object({ id: t.optional(t.id()), name: t.string(255), price: amount })).max(50),
};

const promotion = {
  code: trimmed(40),
  type: t.oneOf(promotionTypes),
  value: amount,
  description: t.text(500),
  min_subtotal: amount,
  starts_at: t.nullable(t.integer()),
  ends_at: t.nullable(t.integer()),
  usage_limit: limit,
  per_customer_limit: limit,
  active: t.boolean(),
};

const rate = t.integer().min(0).max(1_000_000);

const location = {
  name: t.string(255),
  address: t.nullable(postalAddress),
  tax_rate: rate,
  tax_rates: t.record(rate),
  timezone: t.string(64),
  order_types: t.list(t.oneOf(orderTypes)).unique(),
};

const newProduct = t.object({ ...t.partial(product), sku: product.sku, name: product.name, price: amount });

const create = { ...t.inStore, ...t.write, tenant_id: t.id() };
const change = { ...create, ...t.ifVersions };
const ofProduct = { product_id: t.id() };
const ofPromotion = { promotion_id: t.id() };
const ofLocation = { location_id: t.id() };

/** Parameters of the catalog service's actions. */
export const params = {
  ...importParams(newProduct),
  searchProducts: t.object({
    ...t.inStore,
    ...t.paging,
    filter: t.object(t.partial({ sku: t.text(64), active: t.boolean(), search: t.text(100) })),
  }),
  getProduct: t.object({ ...t.inStore, ...ofProduct }),
  createProduct: t.object({
    ...create,
    product: newProduct,
  }),
  updateProduct: t.object({ ...change, ...ofProduct, changes: t.object(t.partial(product)) }),
  deleteProduct: t.object({ ...change, ...ofProduct }),

  listPromotions: t.object({ ...t.inStore, ...t.paging }),
  getPromotion: t.object({ ...t.inStore, ...ofPromotion }),
  createPromotion: t.object({
    ...create,
    promotion: t.object({ ...t.partial(promotion), code: promotion.code, type: promotion.type, value: amount }),
  }),
  updatePromotion: t.object({ ...change, ...ofPromotion, changes: t.object(t.partial(promotion)) }),
  deletePromotion: t.object({ ...change, ...ofPromotion }),

  listLocations: t.object({ ...t.inStore, ...t.paging }),
  getLocation: t.object({ ...t.inStore, ...ofLocation }),
  createLocation: t.object({ ...create, location: t.object({ ...t.partial(location), name: location.name }) }),
  updateLocation: t.object({ ...change, ...ofLocation, changes: t.object(t.partial(location)) }),
  deleteLocation: t.object({ ...change, ...ofLocation }),

  price: t.object({
    ...t.inStore,
    cart: t.object({
      ...cartFields,
      /** The discount of a redemption of points, in minor units. */
      redeemed: t.optional(amount),
    }),
    customer_id: t.optional(t.id()),
  }),
  usePromotion: t.object({ ...create, ...ofPromotion, order_id: t.id(), customer_id: t.id() }),
  releasePromotion: t.object({ ...create, ...t.partial(t.undo), order_id: t.id() }),
};
