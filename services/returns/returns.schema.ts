import Joi from "joi";
import { postalAddress } from "../../mixins/values/postal-address.ts";
import { returnStatuses } from "./returns.rules.ts";

// Parameters of this service's actions, as other services send them. What a client may send is the surfaces' matter.

const id = Joi.string().max(40);
const key = Joi.string().max(191).required();
const words = Joi.string().allow("").max(2_000);
const amount = Joi.number().integer().min(0);
const ofStore = { store_id: Joi.number().integer().required() };
const write = { ...ofStore, idempotency_key: key };

const address = postalAddress.allow(null);
const item = Joi.object({
  item_id: id.required(),
  product_id: Joi.string().allow("").max(64).required(),
  sku: Joi.string().allow("").max(255).required(),
  name: Joi.string().allow("").max(1_000).required(),
  quantity: Joi.number().integer().min(1).required(),
  resolution: Joi.string().valid("refund", "replacement").required(),
  return_reason: words.required(),
  amount: amount.required(),
});

/** What each action of the returns service takes. */
export const params = {
  get: Joi.object({ ...ofStore, return_id: id.required(), customer_id: id }),
  ofOrder: Joi.object({ ...ofStore, order_id: id.required() }),
  search: Joi.object({
    ...ofStore,
    filter: Joi.object({
      customer_id: id,
      status: Joi.string().valid(...returnStatuses),
      order_id: id,
    }).required(),
    page: Joi.number().integer().min(1),
    cursor: Joi.string().max(1_000),
    limit: Joi.number().integer().min(1).max(1_000).required(),
  }),
  create: Joi.object({
    ...write,
    tenant_id: id.required(),
    return: Joi.object({
      id: id.required(),
      order_id: id.required(),
      order_number: Joi.string().max(40).required(),
      customer_id: id.required(),
      items: Joi.array().items(item).min(1).max(1_000).required(),
      shipping_address: address.required(),
      currency: Joi.string().length(3).required(),
    }).required(),
  }),
  setStatus: Joi.object({
    ...write,
    return_id: id.required(),
    status: Joi.string().valid("approved", "rejected", "received").required(),
    note: words,
    if_versions: Joi.array().items(Joi.number().integer()),
  }),
  settle: Joi.object({
    ...write,
    return_id: id.required(),
    refund_amount: amount.allow(null).required(),
    replacement_order_id: id.allow(null).required(),
  }),
};
