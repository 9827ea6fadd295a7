import Joi from "joi";
import { askedNames } from "./providers/index.ts";

// Parameters of this service's actions, as other services send them. What a client may send is the surfaces' matter.

const id = Joi.string().max(40);
const amount = Joi.number().integer().min(1);

const ofOrder = { store_id: Joi.number().integer().required(), order_id: id.required() };
const write = { ...ofOrder, idempotency_key: Joi.string().max(191).required() };

/** What each action of the payments service takes. */
export const params = {
  ofOrder: Joi.object(ofOrder),
  authorize: Joi.object({
    ...write,
    tenant_id: id.required(),
    provider: Joi.string()
      .valid(...askedNames)
      .required(),
    method: Joi.string().max(40).required(),
    payment_method_id: Joi.string().max(191),
    amount: Joi.number().integer().min(0).required(),
    currency: Joi.string().length(3).uppercase().required(),
    capture: Joi.boolean(),
  }),
  capture: Joi.object({ ...write, payment_id: id.required(), amount }),
  void: Joi.object({ ...write, undoes: Joi.string().max(191) }),
  refund: Joi.object({ ...write, reference: Joi.string().max(191).required(), amount, reason: Joi.string().max(500) }),
};
