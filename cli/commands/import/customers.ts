import Joi from "joi";
import { normalizeEmail, phoneKey } from "../../../mixins/values/contact.ts";
import { type NewCustomer, registrationSources } from "../../../services/contracts.ts";
import type { RowsOf } from "./rows.ts";

// Without an email or a phone, the same customer in another file would not be recognised.
const rowSchema = Joi.object({
  email: Joi.string().max(254).email({ tlds: false }),
  phone: Joi.string().min(4).max(32).pattern(/\d/, "phone number"),
  first_name: Joi.string().max(255),
  last_name: Joi.string().max(255),
  registration_source: Joi.string()
    .uppercase()
    .valid(...registrationSources)
    .default("MERCHANT"),
  enabled: Joi.boolean(),
  approved: Joi.boolean(),
  email_verified: Joi.boolean(),
  phone_verified: Joi.boolean(),
})
  .or("email", "phone")
  .messages({ "object.missing": "The row needs an email or a phone" });

/** Creates a customer for each row. */
export const customerRows: RowsOf = (context, { store_id, tenant_id, country }) => ({
  rowSchema,
  identity: ({ email, phone }) => [
    ...(email ? [normalizeEmail(email)] : []),
    ...(phone ? [phoneKey(phone, country)] : []),
  ],
  importRow: (row, idempotency_key) => {
    const customer = row as unknown as NewCustomer;
    return context.change("customers.create", { idempotency_key, store_id, tenant_id, country, customer });
  },
});
