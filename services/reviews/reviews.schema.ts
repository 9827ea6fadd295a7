import Joi from "joi";
import { longestBody, longestTitle, reviewStatuses } from "./reviews.rules.ts";

// Parameters of this service's actions, as other services send them. What a client may send is the surfaces' matter.

const id = Joi.string().max(64);
const base = { store_id: Joi.number().integer().required() };
const write = { ...base, idempotency_key: Joi.string().max(191).required() };
// A page of the longest reviews has to fit into one message of the bus, whose limit is 1 MB unless its operator raised it.
const paging = {
  page: Joi.number().integer().min(1),
  cursor: Joi.string().max(1_000),
  limit: Joi.number().integer().min(1).max(100).required(),
};

/** What each action of the reviews service takes. */
export const params = {
  create: Joi.object({
    ...write,
    tenant_id: id.required(),
    customer_id: id.required(),
    product_id: id.required(),
    rating: Joi.number().integer().min(1).max(5).required(),
    title: Joi.string().allow("").max(longestTitle).required(),
    body: Joi.string().allow("").max(longestBody).required(),
  }),
  ofCustomer: Joi.object({ ...base, ...paging, customer_id: id.required() }),
  readyForReview: Joi.object({ ...base, customer_id: id.required(), limit: paging.limit }),
  ofProduct: Joi.object({ ...base, ...paging, product_id: id.required() }),
  search: Joi.object({ ...base, ...paging, status: Joi.string().valid(...reviewStatuses) }),
  moderate: Joi.object({
    ...write,
    review_id: id.required(),
    status: Joi.string()
      .valid(...reviewStatuses)
      .required(),
    if_versions: Joi.array().items(Joi.number().integer()),
  }),
};
