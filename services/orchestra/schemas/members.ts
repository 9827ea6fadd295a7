import Joi from "joi";
import { id } from "../orchestra.schema.ts";

const store_id = Joi.number().integer().required();

/** What orchestra's actions about members take; what a search may ask for, the customers service checks. */
export const params = {
  getMember: Joi.object({ store_id, customer_id: id.required() }),
  searchMembers: Joi.object({
    store_id,
    filter: Joi.object().unknown(true).required(),
    sort: Joi.object().unknown(true).required(),
    page: Joi.number().integer().min(1),
    cursor: Joi.string().max(1_000),
    limit: Joi.number().integer().min(1).max(1_000).required(),
  }),
};
