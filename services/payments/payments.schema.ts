import Joi from "joi";
import { askedNames } from "./providers/index.ts";

// Parameters of this service's actions, as other services send them. What a client may send is the surfaces' matter.

const id = Joi.string().max(40);
const amount = Joi.number().integer().min(1);

const ofOrder = { store_id: Joi.number().integer().required(), order_id: id.required() };
const ofCustomer = { store_id: Joi.number().integer().required(), customer_id: id.required() };
const key = { idempotency_key: Joi.string().max(191).required() };
const write = { ...ofOrder, ...key };

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
  refund: Joi.object({
    ...write,
    reference: Joi.string().max(191).required(),
    amount,
    reason: Joi.string().max(500),
    bank_account_id: id,
  }),
  listBankAccounts: Joi.object({
    ...ofCustomer,
    page: Joi.number().integer().min(1),
    cursor: Joi.string().max(1_000),
    limit: Joi.number().integer().min(1).max(1_000).required(),
  }),
  getBankAccount: Joi.object({ ...ofCustomer, bank_account_id: id.required() }),
  createBankAccount: Joi.object({
    ...ofCustomer,
    ...key,
    tenant_id: id.required(),
    account: Joi.object({
      account_holder: Joi.string().max(255).required(),
      bank_name: Joi.string().max(255).required(),
      // What is wrong with a number is said without it.
      account_number: Joi.string()
        .pattern(/^[A-Z0-9]{5,34}$/)
        .required()
        .messages({ "string.pattern.base": "{{#label}} must be 5 to 34 letters and digits" }),
      routing_number: Joi.string().max(40).allow(null),
    }).required(),
  }),
  deleteBankAccount: Joi.object({ ...ofCustomer, ...key, bank_account_id: id.required() }),
};
