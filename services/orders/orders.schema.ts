import Joi from "joi";
import {
  filter,
  financial_status,
  id,
  newOrder,
  note,
  oneOf,
  payment_status,
  quantity,
  sort,
  tags,
} from "./order-parts.schema.ts";
import { orderStatuses } from "./orders.rules.ts";

// Parameters of this service's actions, as other services send them. What a client may send is the surfaces' matter.

// To cancel is an action of its own: much more follows from it.
const settable = oneOf(orderStatuses.filter((each) => each !== "cancelled")).required();
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
  create: Joi.object({ ...write, tenant_id: id.required(), order: newOrder.required() }),
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
    money_version: Joi.number().integer().min(0),
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
