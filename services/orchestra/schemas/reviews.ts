import Joi from "joi";
import { id, key } from "../orchestra.schema.ts";

const store_id = Joi.number().integer().required();
const paging = {
  page: Joi.number().integer().min(1),
  cursor: Joi.string().max(1_000),
  limit: Joi.number().integer().min(1).max(100).required(),
};

/** What orchestra's actions about reviews take; what a review may say, the reviews service checks. */
export const params = {
  listOwnReviews: Joi.object({ store_id, customer_id: id.required(), most_ready: paging.limit, ...paging }),
  createReview: Joi.object({
    ...key,
    store_id,
    tenant_id: id.required(),
    customer_id: id.required(),
    product_id: id.required(),
    rating: Joi.number().required(),
    title: Joi.string().allow("").required(),
    body: Joi.string().allow("").required(),
  }),
  listProductReviews: Joi.object({ store_id, product_id: id.required(), ...paging }),
};
