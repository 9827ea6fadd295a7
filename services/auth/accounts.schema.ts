import Joi from "joi";

const key = Joi.string().max(191).required();
const id = Joi.string().max(64);
const owner = { store_id: Joi.number().integer().required(), customer_id: id.required() };
// Longer ones are refused for what they are; these bounds keep the work small.
const password = Joi.string().allow("").max(1_000).required();
const shown = Joi.string().allow("").max(1_000);
const address = Joi.string().max(320).required();
const from = Joi.string().max(200).required();
const known_as = Joi.array().items(Joi.string().max(320)).max(10);
const client = Joi.object({ ip: from, user_agent: Joi.string().allow("", null).max(4_096).required() }).required();
const otpAction = Joi.valid(
  "login",
  "verify-email",
  "verify-phone",
  "update-email",
  "update-phone",
  "reset-password",
).required();

/** What the actions about customers' accounts take. */
export const accountParams = {
  createAccount: Joi.object({ ...owner, idempotency_key: key, tenant_id: id.required(), password, known_as }),
  removeAccount: Joi.object({ ...owner, idempotency_key: key, undoes: key }),
  logIn: Joi.object({
    store_id: owner.store_id,
    tenant_id: id.required(),
    login: address,
    customer_id: id.allow(null).required(),
    password,
    client,
  }),
  startSession: Joi.object({ ...owner, idempotency_key: key, tenant_id: id.required(), client }),
  refresh: Joi.object({ refresh_token: shown.required(), store_id: Joi.number().integer(), client }),
  logOut: Joi.object({ store_id: Joi.number().integer(), customer_id: id, session_id: id, refresh_token: shown }),
  sessions: Joi.object(owner),
  endSession: Joi.object({ ...owner, idempotency_key: key, session_id: id.required() }),
  isSessionOpen: Joi.object({ ...owner, session_id: id.required() }),
  changePassword: Joi.object({
    ...owner,
    idempotency_key: key,
    session_id: id,
    current_password: password,
    new_password: password,
    known_as,
  }),
  resetPassword: Joi.object({
    ...owner,
    idempotency_key: key,
    tenant_id: id.required(),
    new_password: password,
    known_as,
  }),
  createOtp: Joi.object({
    store_id: owner.store_id,
    idempotency_key: key,
    action: otpAction,
    address,
    customer_id: id.allow(null).required(),
    from,
  }),
  checkOtp: Joi.object({
    store_id: owner.store_id,
    action: otpAction,
    address,
    otp: shown.required(),
    from,
    new_password: password.optional(),
    known_as,
  }),
};
