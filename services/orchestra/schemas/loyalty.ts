import Joi from "joi";
import { id, key, note, store } from "../orchestra.schema.ts";

const ofCustomer = { store_id: Joi.number().integer().required(), customer_id: id.required() };
const points = Joi.number().integer().max(1_000_000_000);
const write = { ...key, store, customer_id: id.required(), order_id: id };

/** What orchestra's actions about points take. */
export const params = {
  getLoyalty: Joi.object(ofCustomer),
  listPoints: Joi.object({
    ...ofCustomer,
    type: Joi.string().valid("earn", "redeem", "adjust", "expire"),
    created_from: Joi.number().integer(),
    created_until: Joi.number().integer(),
    page: Joi.number().integer().min(1),
    cursor: Joi.string().max(1_000),
    limit: Joi.number().integer().min(1).max(1_000).required(),
  }),
  adjustPoints: Joi.object({
    ...write,
    adjustment: points.min(-1_000_000_000).invalid(0).required(),
    reason: note.max(500).required(),
  }),
  redeemPoints: Joi.object({
    ...write,
    points: points.min(1).required(),
    reward_type: Joi.string().valid("discount", "free_item", "gift_card").required(),
  }),
};
