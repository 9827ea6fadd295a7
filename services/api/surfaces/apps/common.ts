import Joi from "joi";
import type { ErrorLine } from "../../endpoint.ts";

/** The schema of a path with a customer's integer id. */
export const customerPath = Joi.object<{ user_id: number }>({
  user_id: Joi.number().integer().min(1).required().example(301),
});

export const customerNotFound: ErrorLine = [404, "customer_not_found", "No customer of this store has this `user_id`."];
