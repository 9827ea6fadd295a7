import Joi from "joi";

// Parameters of this service's actions, as other services send them. What a client may send is the surfaces' matter.

const id = Joi.string().max(64);
const base = { store_id: Joi.number().integer().required() };
const ofCustomer = { ...base, customer_id: id.required() };
const write = { ...ofCustomer, tenant_id: id.required(), idempotency_key: Joi.string().max(191).required() };
const points = Joi.number().integer().max(1_000_000_000);
const ofRedemption = { redemption_id: id.required() };
const limit = Joi.number().integer().min(1).max(1_000).required();

/** What each action of the loyalty service takes. */
export const params = {
  status: Joi.object(ofCustomer),
  ofMany: Joi.object({ ...base, customer_ids: Joi.array().items(id).max(1_000).required() }),
  transactions: Joi.object({
    ...ofCustomer,
    type: Joi.string().valid("earn", "redeem", "adjust", "expire"),
    created_from: Joi.number().integer(),
    created_until: Joi.number().integer(),
    page: Joi.number().integer().min(1),
    cursor: Joi.string().max(1_000),
    limit,
  }),
  adjust: Joi.object({
    ...write,
    adjustment: points.min(-1_000_000_000).invalid(0).required(),
    reason: Joi.string().allow("").max(500).required(),
    order_id: id,
  }),
  redeem: Joi.object({
    ...write,
    points: points.min(1).required(),
    reward_type: Joi.string().valid("discount", "free_item", "gift_card").required(),
    order_id: id,
    currency_decimals: Joi.number().integer().min(0).max(4).required(),
    redemption_id: id,
  }),
  returnRedemption: Joi.object({ ...write, ...ofRedemption, undoes: Joi.string().max(191) }),
  getRedemption: Joi.object({ ...ofCustomer, ...ofRedemption }),
  spendRedemption: Joi.object({ ...write, ...ofRedemption, order_id: id.required() }),
  unspendRedemption: Joi.object({
    ...write,
    ...ofRedemption,
    order_id: id.required(),
    undoes: Joi.string().max(191).required(),
  }),
  check: Joi.object({ ...base, after: Joi.number().integer(), limit }),
};
