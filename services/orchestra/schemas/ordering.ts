import Joi from "joi";
import { postalAddress } from "../../../mixins/values/postal-address.ts";
import { id, key, note, store } from "../orchestra.schema.ts";

const quantity = Joi.number().integer().min(1).max(10_000).required();
const orderType = Joi.string().valid("PICKUP", "DELIVERY", "DINE_IN", "SHIP");

const item = Joi.object({
  product_id: id.required(),
  quantity,
  modifiers: Joi.array()
    .items(Joi.object({ modifier_id: id.required(), quantity }))
    .max(50),
  special_instructions: Joi.string().allow("", null).max(500),
});

const cart = {
  location_id: id.required(),
  order_type: orderType,
  items: Joi.array().items(item).min(1).max(200).required(),
  promo_code: Joi.string().allow("").max(100),
  tip: Joi.number().integer().min(0).max(1_000_000_000_000),
};

/** What placing an order, and asking what one would cost, take. */
export const orderingParams = {
  calculateTotal: Joi.object({
    store,
    customer_id: id,
    // The catalog checks the rest, and this is asked for with every change of a basket.
    cart: Joi.object({ redeemed: Joi.forbidden() }).unknown().required(),
    redemption_id: id,
  }).with("redemption_id", "customer_id"),
  placeOrder: Joi.object({
    ...key,
    store,
    customer_id: id.required(),
    order: Joi.object({
      ...cart,
      order_type: orderType.required(),
      scheduled_at: Joi.number().integer(),
      payment_method_id: Joi.string().max(191).required(),
      redemption_id: id,
      shipping_address: postalAddress,
      shipping_address_id: id,
      note,
    }).required(),
  }),
};
