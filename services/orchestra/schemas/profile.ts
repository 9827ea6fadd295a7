import Joi from "joi";
import { id, key } from "../orchestra.schema.ts";

const ofCustomer = { store_id: Joi.number().integer().required(), customer_id: id.required() };

// The service that it is handed to checks the rest.
const checkedThere = Joi.object().unknown().required();

/** What orchestra's actions about a customer's account take. */
export const params = {
  getProfile: Joi.object(ofCustomer),
  getPreferences: Joi.object(ofCustomer),
  setPreferences: Joi.object({ ...ofCustomer, ...key, preferences: checkedThere }),
  createBankAccount: Joi.object({ ...ofCustomer, ...key, tenant_id: id.required(), account: checkedThere }),
  deleteAddress: Joi.object({ ...ofCustomer, ...key, address_id: id.required() }),
};
