import Joi from "joi";

// Parameters of this service's actions, as other services send them. What a client may send is the surfaces' matter.

const id = Joi.string().max(64);
const time = Joi.number().integer();
const amount = Joi.number().integer();
const nullable = (schema: Joi.Schema) => schema.allow(null);

const base = { store_id: Joi.number().integer().required() };
const write = { ...base, idempotency_key: Joi.string().max(191).required() };
const paging = {
  page: Joi.number().integer().min(1),
  cursor: Joi.string().max(1_000),
  limit: Joi.number().integer().min(1).max(1_000).required(),
};
const reference = { customer_id: id, user_id: Joi.number().integer() };

const filter = Joi.object({
  first_name: Joi.string().allow(""),
  last_name: Joi.string().allow(""),
  email: Joi.string().allow(""),
  email_verified: Joi.boolean(),
  phone_verified: Joi.boolean(),
  total_orders: Joi.number().integer(),
  total_orders_min: Joi.number().integer(),
  total_order_amount_min: amount,
  created_from: time,
  email_is: Joi.string().allow("").max(320),
  phone_is: Joi.object({
    phone: Joi.string().allow("").max(64).required(),
    country: Joi.string().length(2).required(),
  }),
  segment: Joi.string().valid("new", "active", "at_risk", "vip"),
  loyalty_tier: Joi.string().valid("bronze", "silver", "gold", "platinum"),
  search: Joi.string().allow(""),
  without_guests: Joi.boolean(),
  ids: Joi.array().items(id),
}).required();

const details = {
  email: nullable(Joi.string().max(254)),
  phone: nullable(Joi.string().max(32)),
  enabled: Joi.boolean(),
  approved: Joi.boolean(),
  first_name: Joi.string().allow("").max(255),
  last_name: Joi.string().allow("").max(255),
  address_json: nullable(Joi.object()),
  birthday: nullable(Joi.string().pattern(/^\d{4}-\d{2}-\d{2}$/)),
  preferences: Joi.object().unknown(true),
  email_verified: Joi.boolean(),
  phone_verified: Joi.boolean(),
};

const whose = { ...base, customer_id: id.required() };
const part = (length: number) => nullable(Joi.string().allow("").max(length));

const address = {
  type: Joi.string().max(40),
  name: part(255),
  phone: part(32),
  line1: Joi.string().max(255),
  line2: part(255),
  city: Joi.string().max(100),
  area: part(100),
  state: part(100),
  postal_code: part(20),
  country: part(100),
  country_code: part(2),
  coordinates: nullable(Joi.object({ latitude: Joi.number().required(), longitude: Joi.number().required() })),
  is_default_billing: Joi.boolean(),
  is_default_shipping: Joi.boolean(),
};

/** What each action of the customers service takes. */
export const params = {
  search: Joi.object({
    ...base,
    ...paging,
    filter,
    sort: Joi.object({ by: Joi.string().required(), order: Joi.string().valid("asc", "desc").required() }).required(),
  }),
  get: Joi.object({ ...base, ...reference }).or("customer_id", "user_id"),
  exists: Joi.object(whose),
  find: Joi.object({
    ...base,
    email: Joi.string().allow("").max(320),
    phone: Joi.string().allow("").max(64),
    country: Joi.string().length(2).required(),
  }).or("email", "phone"),
  addresses: Joi.object(whose),
  listAddresses: Joi.object({ ...whose, ...paging }),
  getAddress: Joi.object({ ...whose, address_id: id.required() }),
  createAddress: Joi.object({
    ...write,
    ...whose,
    address: Joi.object({ ...address, line1: address.line1.required(), city: address.city.required() }).required(),
  }),
  updateAddress: Joi.object({
    ...write,
    ...whose,
    address_id: id.required(),
    changes: Joi.object(address).required(),
  }),
  deleteAddress: Joi.object({ ...write, ...whose, address_id: id.required() }),
  // A page of the longest rows has to fit into one message of the bus, whose limit is 1 MB unless its operator raised it.
  exportPage: Joi.object({ ...base, filter, after: Joi.number().integer(), limit: paging.limit.max(500) }),
  create: Joi.object({
    ...write,
    tenant_id: id.required(),
    country: Joi.string().length(2).required(),
    customer: Joi.object({
      ...details,
      id: Joi.string().pattern(/^cust_[0-9A-Za-z_-]{1,35}$/),
      registration_source: Joi.string().required(),
    }).required(),
  }),
  update: Joi.object({
    ...write,
    ...reference,
    country: Joi.string().length(2).required(),
    changes: Joi.object({
      ...details,
      group_id: nullable(id),
      pending_email: details.email,
      pending_phone: details.phone,
    }).required(),
    if_versions: Joi.array().items(Joi.number().integer()),
  }).or("customer_id", "user_id"),
  erase: Joi.object({
    ...write,
    ...reference,
    only_without_orders: Joi.boolean(),
    if_versions: Joi.array().items(Joi.number().integer()),
  }).or("customer_id", "user_id"),
  listGroups: Joi.object({ ...base, ...paging }),
  getGroup: Joi.object({ ...base, group_id: id.required() }),
  createGroup: Joi.object({ ...write, tenant_id: id.required(), name: Joi.string().max(255).required() }),
  updateGroup: Joi.object({
    ...write,
    group_id: id.required(),
    name: Joi.string().max(255).required(),
    if_versions: Joi.array().items(Joi.number().integer()),
  }),
  deleteGroup: Joi.object({
    ...write,
    group_id: id.required(),
    if_versions: Joi.array().items(Joi.number().integer()),
  }),
  applyOrders: Joi.object({
    ...base,
    tallies: Joi.array()
      .items(
        Joi.object({
          order_id: id.required(),
          order_number: Joi.string().max(32).required(),
          customer_id: id.required(),
          version: Joi.number().integer().required(),
          grand_total: amount.required(),
          net_sales: amount.required(),
          currency: Joi.string().length(3).required(),
          counts: Joi.boolean().required(),
          created_at: Joi.number().integer().required(),
        }),
      )
      .required(),
  }),
  recountTotals: Joi.object({ ...base, after: Joi.number().integer(), limit: paging.limit }),
};
