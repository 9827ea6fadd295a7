import Joi from "joi";

// What the gateway sends; what a client may send is the surfaces' matter.

export const id = Joi.string().max(64);
export const note = Joi.string().allow("").max(2_000);
const text = Joi.string().allow("").max(3_000);
const amount = Joi.number().integer().min(1);
export const versions = Joi.array().items(Joi.number().integer());
const base = { store_id: Joi.number().integer().required() };
export const key = { idempotency_key: Joi.string().max(191).required() };

export const store = Joi.object({
  ...base,
  tenant_id: id.required(),
  name: Joi.string().allow("").max(255).required(),
  language: Joi.string().max(35).required(),
  currency: Joi.string().length(3).required(),
  currency_decimals: Joi.number().integer().min(0).max(4).required(),
  timezone: Joi.string().max(64).required(),
}).required();

const order = { ...key, store, order_id: id.required(), if_versions: versions };
const status = Joi.string().valid(
  "pending",
  "confirmed",
  "processing",
  "shipped",
  "delivered",
  "cancelled",
  "refunded",
);
const flag = Joi.boolean().required();
const free = Joi.object().unknown(true).allow(null);

const bulk = Joi.alternatives().try(
  Joi.object({ action: Joi.valid("update_status").required(), status: status.required(), note, notify: flag }),
  Joi.object({
    action: Joi.valid("add_tags", "remove_tags").required(),
    tags: Joi.array().items(Joi.string().max(255)).min(1).max(250).required(),
  }),
  Joi.object({
    action: Joi.valid("fulfill").required(),
    awb: text,
    tracking_url: text,
    shipping_method: text,
    notify: flag,
  }),
);

/** What each action of orchestra takes. */
export const params = {
  deleteCustomer: Joi.object({
    ...base,
    ...key,
    customer_id: id,
    user_id: Joi.number().integer(),
    only_without_orders: Joi.boolean(),
    if_versions: versions,
  }).or("customer_id", "user_id"),
  rebuildCustomerTotals: Joi.object(base),
  getOrder: Joi.object({ ...base, order_id: id.required() }),
  setOrderStatus: Joi.object({ ...order, status: status.required(), note, notify: flag }),
  cancelOrder: Joi.object({
    ...order,
    reason: Joi.string().valid("customer_request", "out_of_stock", "fraud", "other").required(),
    details: note,
    note,
    refund: flag,
    refund_amount: amount,
    bank_account_id: id,
    restock: flag,
    notify: flag,
  }),
  createFulfillment: Joi.object({
    ...order,
    items: Joi.array()
      .items(Joi.object({ item_id: id.required(), quantity: amount.required() }))
      .min(1),
    labels: Joi.object().pattern(
      Joi.string(),
      Joi.object({ name: text, selling_price: Joi.number().integer().min(0) }),
    ),
    fulfillment: Joi.object({
      awb: text.allow(null),
      tracking_url: text.allow(null),
      provider_id: text.allow(null),
      shipping_method: text.allow(null),
      customer: free,
      delivery_person: free,
      pickup_address: free,
    }).required(),
    notify: flag,
  }),
  updateFulfillment: Joi.object({
    ...order,
    fulfillment_id: id.required(),
    changes: Joi.object({
      status: Joi.string().valid("pending", "shipped", "delivered", "cancelled"),
      awb: text.allow(null),
      tracking_url: text.allow(null),
      shipping_method: text.allow(null),
      delivery_person: free,
    }).required(),
    notify: flag,
  }),
  bulkUpdateOrders: Joi.object({
    ...key,
    store,
    order_ids: Joi.array().items(id.required()).min(1).max(500).required(),
    change: bulk.required(),
  }),
  listRuns: Joi.object({
    state: Joi.string().valid("running", "undoing", "completed", "failed", "stuck"),
    limit: Joi.number().integer().min(1).max(1_000).required(),
  }),
  run: Joi.object({ id: id.required() }),
};
