import Joi from "joi";
import { id, key, store as messageStore, versions } from "../orchestra.schema.ts";

const store = messageStore.keys({ country: Joi.string().length(2).required() });
const email = Joi.string().max(254);
const phone = Joi.string().max(32);
const named = { email, phone };
const password = Joi.string().allow("").max(1_000);
const from = Joi.string().max(200).required();
const client = Joi.object({ ip: from, user_agent: Joi.string().allow("", null).max(4_096).required() }).required();
const otpAction = Joi.valid(
  "login",
  "verify-email",
  "verify-phone",
  "update-email",
  "update-phone",
  "reset-password",
).required();
const name = Joi.string().allow("").max(255);

/** What orchestra's actions about signing in take. */
export const params = {
  register: Joi.object({
    ...key,
    store,
    customer: Joi.object({ registration_source: Joi.string().required() }).unknown(true).required(),
    password: password.required(),
  }),
  logIn: Joi.object({ store, ...named, password: password.required(), client }).xor("email", "phone"),
  generateOtp: Joi.object({ ...key, store, action: otpAction, ...named, from, customer_id: id }).xor("email", "phone"),
  verifyOtp: Joi.object({
    ...key,
    store,
    action: otpAction,
    ...named,
    otp: Joi.string().allow("").max(100).required(),
    new_password: password.when("action", { is: "reset-password", otherwise: Joi.forbidden() }),
    client,
  }).xor("email", "phone"),
  updateProfile: Joi.object({
    ...key,
    store,
    customer_id: id.required(),
    changes: Joi.object({
      first_name: name,
      last_name: name,
      email: email.allow(null),
      phone: phone.allow(null),
    }).required(),
    from,
    if_versions: versions,
  }),
};
