import Joi from "joi";
import { normalizeEmail, phoneKey } from "../../../mixins/values/contact.ts";
import { type NewCustomer, registrationSources, type Store } from "../../../services/contracts.ts";
import type { CommandContext } from "../runtime.ts";
import { type Imported, importRows } from "./rows.ts";

/** What an import of customers did. */
export interface ImportSummary extends Omit<Imported, "done"> {
  created: number;
}

// Without either nothing would tell a customer from the same one in another file.
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

/** Creates the customers of a file in a store. Each row is keyed by the file and its line: repeated, it adds nothing. */
export async function importCustomers(context: CommandContext, store: Store, file: string): Promise<ImportSummary> {
  const { store_id, tenant_id, country } = store;
  const { done, ...rest } = await importRows(context, {
    file,
    store_id,
    service: "customers",
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
  return { created: done, ...rest };
}
