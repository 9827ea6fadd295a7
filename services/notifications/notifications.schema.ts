import Joi from "joi";
import { messageTemplates } from "./notifications.rules.ts";

const base = { store_id: Joi.number().integer().required() };
const recipient = Joi.string().max(254);
const id = Joi.string().max(40);
const key = Joi.string().max(191).required();
const said = (longest: number) => Joi.string().allow("", null).max(longest);
const amount = Joi.number().integer();

const store = Joi.object({
  ...base,
  tenant_id: id.required(),
  name: Joi.string().allow("").max(255).required(),
  language: Joi.string().max(40).required(),
  currency: Joi.string().length(3).required(),
  currency_decimals: Joi.number().integer().min(0).max(8).required(),
  timezone: Joi.string().max(64).required(),
});
const item = Joi.object({
  name: Joi.string().allow("").max(1_000).required(),
  quantity: Joi.number().required(),
  total: amount,
});
const payload = Joi.object({
  order_id: id.required(),
  order_number: Joi.string().max(64).required(),
  status: Joi.string().max(32).required(),
  grand_total: amount.required(),
  currency: Joi.string().length(3).required(),
  items: Joi.array().items(item).required(),
  partial: Joi.boolean(),
  note: said(5_000),
  awb: said(255),
  tracking_url: said(2_048),
  shipping_method: said(255),
  cancel_reason: said(1_000),
  refund_amount: amount.allow(null),
  return_id: said(64),
});
const told = Joi.object({
  customer_id: id.allow(null).required(),
  name: Joi.string().allow("").max(1_000).required(),
  // Whatever the order has: what cannot be an address reaches nobody, and is no reason to refuse the rest.
  email: said(1_000).required(),
  phone: said(1_000).required(),
});
const channels = Joi.object({ email: Joi.boolean(), sms: Joi.boolean(), whatsapp: Joi.boolean() });
const ofCustomer = { ...base, customer_id: id.required() };

/** What each action of the notifications service takes. */
export const params = {
  send: Joi.object({
    ...base,
    idempotency_key: key,
    channel: Joi.string().valid("email", "sms", "whatsapp").required(),
    recipient: recipient.required(),
    subject: Joi.string().max(255),
    text: Joi.string().max(100_000).required(),
    subject_id: Joi.string().max(64),
  }),
  notify: Joi.object({
    idempotency_key: key,
    store: store.required(),
    occasion: Joi.string()
      .valid(...messageTemplates)
      .required(),
    payload: payload.required(),
    recipient: told.required(),
  }),
  sendCode: Joi.object({
    idempotency_key: key,
    store: store.required(),
    channel: Joi.string().valid("email", "sms", "whatsapp").required(),
    recipient: recipient.required(),
    customer_id: id.required(),
    action: Joi.string()
      .valid("login", "verify-email", "verify-phone", "update-email", "update-phone", "reset-password")
      .required(),
    otp: Joi.string()
      .pattern(/^\d{6}$/)
      .required(),
    expires_in: Joi.number().integer().positive().required(),
  }),
  get: Joi.object({ ...base, id: id.required() }),
  mailboxPage: Joi.object({ id: id.required() }),
  preferences: Joi.object(ofCustomer),
  setPreferences: Joi.object({
    ...ofCustomer,
    idempotency_key: key,
    preferences: Joi.object({ transactional: channels, promotional: channels, newsletter: channels }).required(),
  }),
  mailbox: Joi.object({ recipient, limit: Joi.number().integer().min(1).max(1_000).required() }),
};
