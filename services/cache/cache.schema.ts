import Joi from "joi";

const key = Joi.string().max(500).required();
const version = Joi.number().integer().min(0);

/** What each action of the cache takes. */
export const params = {
  get: Joi.object({ key }),
  set: Joi.object({
    key,
    value: Joi.any().required(),
    version: version.required(),
    ttl_s: Joi.number().integer().min(1).max(86_400).required(),
  }),
  delete: Joi.object({ key, version }),
};
