import Joi from "joi";
import { id, key } from "../orchestra.schema.ts";

const ofCustomer = { store_id: Joi.number().integer().required(), customer_id: id.required() };

/** What orchestra's actions about a customer's account take. */
export const params = {
  getProfile: Joi.object(ofCustomer),
  deleteAddress: Joi.object({ ...ofCustomer, ...key, address_id: id.required() }),
};
