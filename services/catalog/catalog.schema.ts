import Joi from "joi";

// Parameters of this service's actions, as other services send them. What a client may send is the surfaces' matter.

const id = Joi.string().max(64);
const text = (max: number) => Joi.string().allow("").max(max);
const amount = Joi.number().integer().min(0);
const nullable = (schema: Joi.Schema) => schema.allow(null);
// MariaDB compares without the spaces at the end: with them it would be another one here and the same one there.
const trimmed = (max: number) =>
  Joi.string()
    .max(max)
    .pattern(/^\S(.*\S)?$/s);

const base = { store_id: Joi.number().integer().required() };
const write = { ...base, tenant_id: id.required(), idempotency_key: Joi.string().max(191).required() };
const ifVersions = { if_versions: Joi.array().items(Joi.number().integer()) };
const paging = {
  page: Joi.number().integer().min(1),
  cursor: Joi.string().max(1_000),
  limit: Joi.number().integer().min(1).max(1_000).required(),
};

const product = {
  sku: trimmed(64),
  name: Joi.string().max(255),
  description: text(4_000),
  price: amount,
  tax_class: Joi.string().valid("standard", "zero"),
  active: Joi.boolean(),
  track_stock: Joi.boolean(),
  modifiers: Joi.array()
    .items(Joi.object({ id, name: Joi.string().max(255).required(), price: amount.required() }))
    .max(50),
};

const promotion = {
  code: trimmed(40),
  type: Joi.string().valid("percentage", "fixed"),
  value: amount,
  description: text(500),
  min_subtotal: amount,
  starts_at: nullable(Joi.number().integer()),
  ends_at: nullable(Joi.number().integer()),
  usage_limit: nullable(Joi.number().integer().min(1)),
  per_customer_limit: nullable(Joi.number().integer().min(1)),
  active: Joi.boolean(),
};

const orderType = Joi.string().valid("PICKUP", "DELIVERY", "DINE_IN", "SHIP");

const location = {
  name: Joi.string().max(255),
  address: nullable(Joi.object()),
  tax_rate: Joi.number().integer().min(0).max(1_000_000),
  timezone: Joi.string().max(64),
  order_types: Joi.array().items(orderType).unique(),
};

const quantity = Joi.number().integer().min(1).max(10_000).required();

const cartItem = Joi.object({
  product_id: id.required(),
  quantity,
  modifiers: Joi.array()
    .items(Joi.object({ modifier_id: id.required(), quantity }))
    .max(50),
  special_instructions: nullable(text(500)),
});

const cart = Joi.object({
  location_id: id.required(),
  order_type: orderType,
  items: Joi.array().items(cartItem).min(1).max(200).required(),
  promo_code: Joi.string().allow("").max(100),
  tip: amount.max(1_000_000_000_000),
  redeemed: amount,
}).required();

/** What each action of the catalog service takes. */
export const params = {
  searchProducts: Joi.object({
    ...base,
    ...paging,
    filter: Joi.object({ sku: id.allow(""), active: Joi.boolean(), search: text(100) }).required(),
  }),
  getProduct: Joi.object({ ...base, product_id: id.required() }),
  createProduct: Joi.object({
    ...write,
    product: Joi.object({
      ...product,
      sku: product.sku.required(),
      name: product.name.required(),
      price: amount.required(),
    }).required(),
  }),
  updateProduct: Joi.object({
    ...write,
    ...ifVersions,
    product_id: id.required(),
    changes: Joi.object(product).required(),
  }),
  deleteProduct: Joi.object({ ...write, ...ifVersions, product_id: id.required() }),

  listPromotions: Joi.object({ ...base, ...paging }),
  getPromotion: Joi.object({ ...base, promotion_id: id.required() }),
  createPromotion: Joi.object({
    ...write,
    promotion: Joi.object({
      ...promotion,
      code: promotion.code.required(),
      type: promotion.type.required(),
      value: amount.required(),
    }).required(),
  }),
  updatePromotion: Joi.object({
    ...write,
    ...ifVersions,
    promotion_id: id.required(),
    changes: Joi.object(promotion).required(),
  }),
  deletePromotion: Joi.object({ ...write, ...ifVersions, promotion_id: id.required() }),

  listLocations: Joi.object({ ...base, ...paging }),
  getLocation: Joi.object({ ...base, location_id: id.required() }),
  createLocation: Joi.object({
    ...write,
    location: Joi.object({ ...location, name: location.name.required() }).required(),
  }),
  updateLocation: Joi.object({
    ...write,
    ...ifVersions,
    location_id: id.required(),
    changes: Joi.object(location).required(),
  }),
  deleteLocation: Joi.object({ ...write, ...ifVersions, location_id: id.required() }),

  price: Joi.object({ ...base, cart, customer_id: id }),
  usePromotion: Joi.object({
    ...write,
    promotion_id: id.required(),
    order_id: id.required(),
    customer_id: id.required(),
  }),
  releasePromotion: Joi.object({ ...write, order_id: id.required(), undoes: Joi.string().max(191).required() }),
};
