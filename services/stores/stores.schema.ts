import Joi from "joi";
import { settings } from "./settings.schema.ts";
import { isCountry, isCurrency, isTimezone } from "./stores.rules.ts";

const domainId = Joi.string().pattern(/^dom_[A-Za-z0-9_-]{1,36}$/, "dom_…");
const tenantId = Joi.string().pattern(/^ten_[A-Za-z0-9_-]{1,36}$/, "ten_…");

/** What each action of the stores service takes. */
export const params = {
  get: Joi.object({ store_id: Joi.number().integer(), domain_id: Joi.string().max(200) }).xor("store_id", "domain_id"),
  list: Joi.object({ tenant_id: Joi.string().max(200) }),
  create: Joi.object({
    idempotency_key: Joi.string().max(191).required(),
    name: Joi.string().trim().max(255).required(),
    tenant_id: tenantId.required(),
    domain_id: domainId,
    currency: known(isCurrency, "an ISO 4217 currency such as BDT").required(),
    country: known(isCountry, "an ISO 3166 country such as BD").required(),
    language: Joi.string().pattern(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "language tag"),
    timezone: known(isTimezone, "an IANA time zone such as Asia/Dhaka"),
  }),
  setSettings: Joi.object({
    idempotency_key: Joi.string().max(191).required(),
    store_id: Joi.number().integer().required(),
    settings: settings.required(),
  }),
};

function known(isKnown: (value: string) => boolean, wanted: string): Joi.StringSchema {
  return Joi.string()
    .custom((value: string, helpers) => (isKnown(value) ? value : helpers.error("string.unknown")))
    .messages({ "string.unknown": `{{#label}} must be ${wanted}` });
}
