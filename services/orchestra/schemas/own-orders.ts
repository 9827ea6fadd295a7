import Joi from "joi";
import { postalAddress } from "../../../mixins/values/postal-address.ts";
import { id, key, note, store, versions } from "../orchestra.schema.ts";

const orderNumber = Joi.string().max(40).required();
const ofCustomer = { ...key, store, customer_id: id.required(), order_number: orderNumber };

const item = Joi.object({
  item_id: id,
  product_id: id,
  sku: Joi.string().max(255),
  quantity: Joi.number().integer().min(1).max(1_000_000).required(),
  resolution: Joi.string().valid("refund", "replacement").required(),
  return_reason: note.required(),
}).or("item_id", "product_id", "sku");

const address = postalAddress.allow(null);

/** What the actions about a customer's own orders, and about returns, take. */
export const ownOrderParams = {
  getCustomerOrder: Joi.object({
    store_id: Joi.number().integer().required(),
    customer_id: id.required(),
    order_number: orderNumber,
  }),
  cancelOwnOrder: Joi.object({
    ...ofCustomer,
    reason: note.required(),
    feedback: note,
    bank_account_id: id,
  }),
  retryPayment: Joi.object({ ...ofCustomer, payment_method_id: Joi.string().max(191).required() }),
  requestReturn: Joi.object({
    ...ofCustomer,
    window_days: Joi.number().min(0).required(),
    items: Joi.array().items(item).min(1).max(200).required(),
    shipping_address: address,
  }),
  moveReturn: Joi.object({
    ...key,
    store,
    return_id: id.required(),
    move: Joi.string().valid("approve", "reject", "receive").required(),
    note,
    if_versions: versions,
  }),
};
