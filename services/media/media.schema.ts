import Joi from "joi";
import { keyPattern } from "./media.rules.ts";

// What the gateway sends; what a client may send is the surfaces' matter.

const owner = { store_id: Joi.number().integer().required(), customer_id: Joi.string().max(40).required() };
const write = { ...owner, idempotency_key: Joi.string().max(191).required() };
const key = Joi.string().pattern(keyPattern).required();
const size = Joi.number().integer().min(1).required();

/** What each action of the media service takes. */
export const params = {
  profileImage: Joi.object(owner),
  begin: Joi.object({ ...write, tenant_id: Joi.string().max(40).required(), key }),
  attach: Joi.object({
    ...write,
    picture: Joi.object({
      key,
      content_type: Joi.string().max(100).required(),
      bytes: size,
      width: size,
      height: size,
    }).required(),
    replace: Joi.boolean().required(),
  }),
  detach: Joi.object(write),
  find: Joi.object({ key }),
};
