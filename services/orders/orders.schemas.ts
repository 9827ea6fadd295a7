import Joi from "joi";
import { financialStatuses, fulfillmentStatuses, orderStatuses, paymentStatuses } from "./orders.rules.ts";

// Parameters of this service's actions, as other services send them. What a client may send is the surfaces' matter.

const id = Joi.string().max(40);
const amount = Joi.number().integer().min(0);
const time = Joi.number().integer();
const quantity = Joi.number().integer().min(1).max(1_000_000);
const oneOf = (values: readonly string[]) => Joi.string().valid(...values);
const status = oneOf(orderStatuses);
const payment_status = oneOf(paymentStatuses);
const financial_status = oneOf(financialStatuses);
// To cancel is an action of its own: much more follows from it.
const settable = oneOf(orderStatuses.filter((each) => each !== "cancelled")).required();
const note = Joi.string().allow("").max(2_000);
const text = (length: number) => Joi.string().allow("", null).max(length);
const tags = Joi.array().items(Joi.string().max(64)).max(50);

const base = { store_id: Joi.number().integer().required() };
const write = { ...base, idempotency_key: Joi.string().max(191).required() };
const one = { ...base, order_id: id.required() };
const writeOne = { ...write, order_id: id.required() };
const if_versions = Joi.array().items(Joi.number().integer());
const fulfillment_id = id.required();
const order_ids = Joi.array().items(id).unique().min(1).max(1_000).required();
const undoes = Joi.string().max(191).required();
const quantities = Joi.array()
  .items(Joi.object({ item_id: id.required(), quantity: quantity.required() }))
  .min(1)
  .max(500);
const limit = Joi.number().integer().min(1).max(1_000).required();

const address = Joi.object({
  type: text(40),
  name: text(255),
  phone: text(40),
  line1: Joi.string().allow("").max(255).required(),
  line2: text(255),
  city: text(255),
  area: text(255),
  state: text(255),
  postal_code: text(40),
  country: text(100),
  country_code: text(2),
  coordinates: Joi.object({ latitude: Joi.number().required(), longitude: Joi.number().required() }).allow(null),
});

const modifier = Joi.object({
  id: id.required(),
  name: Joi.string().max(255).required(),
  price: amount.required(),
  quantity: quantity.required(),
});

const item = Joi.object({
  product_id: id.required(),
  sku: Joi.string().max(100).required(),
  name: Joi.string().max(255).required(),
  quantity: quantity.required(),
  unit_price: amount.required(),
  modifiers: Joi.array().items(modifier).max(50),
  special_instructions: text(2_000),
});

const order = Joi.object({
  id,
  customer_id: id.required(),
  contact: Joi.object({ name: Joi.string().allow("").max(255).required(), email: text(255), phone: text(40) }).allow(
    null,
  ),
  currency: Joi.string().length(3).uppercase().required(),
  items: Joi.array().items(item).max(500),
  sub_total: amount.required(),
  discount: amount.required(),
  tax: amount.required(),
  shipping: amount.required(),
  tip: amount.required(),
  payment_method: Joi.string().max(40).required(),
  payment_status,
  financial_status,
  shipping_method: text(255),
  shipping_address: address.allow(null),
  shipping_address_id: text(40),
  status: oneOf(["pending", "confirmed"]),
  location_id: text(40),
  order_type: oneOf(["PICKUP", "DELIVERY", "DINE_IN", "SHIP"]).allow(null),
  scheduled_at: time.allow(null),
  promotion: Joi.object({
    code: Joi.string().max(100).required(),
    discount: amount.required(),
    description: Joi.string().allow("").max(2_000).required(),
  }).allow(null),
  redemption_id: text(40),
  tags,
  note: note.allow(null),
});

const filter = Joi.object({
  customer_id: id,
  status,
  statuses: Joi.array().items(status).max(50),
  location_id: id,
  payment_status,
  financial_status,
  fulfillment_status: oneOf(fulfillmentStatuses),
  created_from: time,
  created_until: time,
  search: Joi.string().allow("").max(100),
});

const sort = Joi.object({
  by: oneOf(["created_at", "updated_at", "order_number", "grand_total"]).required(),
  order: oneOf(["asc", "desc"]).required(),
});

/** What each action of the orders service takes. */
export const params = {
  search: Joi.object({
    ...base,
    filter: filter.required(),
    sort,
    with_items: Joi.boolean(),
    page: Joi.number().integer().min(1),
    cursor: Joi.string().max(1_000),
    limit,
  }),
  get: Joi.object(one),
  tallies: Joi.object({ ...base, after: Joi.number().integer(), limit }),
  countOf: Joi.object({ ...base, customer_id: id.required() }),
  create: Joi.object({ ...write, tenant_id: id.required(), order: order.required() }),
  setStatus: Joi.object({ ...writeOne, if_versions, status: settable, note }),
  cancel: Joi.object({
    ...writeOne,
    if_versions,
    reason: oneOf(["customer_request", "out_of_stock", "fraud", "other"]).required(),
    details: note,
    note,
  }),
  withdraw: Joi.object({ ...writeOne, undoes, note }),
  findByNumber: Joi.object({ ...base, order_number: Joi.string().max(40).required(), customer_id: id }),
  usesAddress: Joi.object({ ...base, customer_id: id.required(), address_id: id.required() }),
  claimReturn: Joi.object({
    ...writeOne,
    if_versions,
    return_id: id.required(),
    items: quantities.required(),
    window_days: Joi.number().min(0).required(),
  }),
  releaseReturn: Joi.object({ ...writeOne, return_id: id.required(), undoes: Joi.string().max(191) }),
  confirmReturn: Joi.object({ ...writeOne, return_id: id.required() }),
  recordPayment: Joi.object({
    ...writeOne,
    if_versions,
    payment_status: payment_status.required(),
    financial_status: financial_status.required(),
  }),
  claimFulfillment: Joi.object({
    ...writeOne,
    if_versions,
    fulfillment_id,
    items: quantities,
  }),
  releaseFulfillment: Joi.object({ ...writeOne, fulfillment_id, undoes }),
  confirmFulfillment: Joi.object({ ...writeOne, fulfillment_id }),
  setFulfillmentStatus: Joi.object({
    ...writeOne,
    if_versions,
    fulfillment_id,
    status: oneOf(["pending", "shipped", "delivered", "cancelled"]).required(),
  }),
  touch: Joi.object({ ...writeOne, if_versions }),
  revertStatus: Joi.object({ ...writeOne, from: settable.required(), to: settable.required() }),
  bulkSetStatus: Joi.object({ ...write, order_ids, status: settable, note }),
  bulkTag: Joi.object({ ...write, order_ids, add: tags, remove: tags }),
};
