import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams, Customer } from "../../contracts.ts";
import { mergedPreferences, normalizeEmail, phoneKey } from "../customers.rules.ts";
import { params } from "../customers.schema.ts";
import { fetchWritten, insertCustomer } from "../store/customers.ts";
import { preferencesText, snapshot } from "../store/rows.ts";

/** Creates a customer. Throws `email_exists`, `phone_exists`. */
export const create = action("customers.create", params.create, (request, context) =>
  idempotent(
    context,
    request,
    async ({ tx, publish }) => {
      const id = await insertCustomer(context.db, tx, columnsOf(request));
      const customer = await fetchWritten(context.db, { store_id: request.store_id, user_id: id }, tx);
      publish({
        name: "customer.created",
        store_id: request.store_id,
        tenant_id: request.tenant_id,
        aggregate: { type: "customer", id: customer.id, version: customer.version },
        data: { before: null, after: snapshot(customer) },
      });
      return customer;
    },
    (customer: Customer) => customer.id,
  ),
);

function columnsOf({ store_id, tenant_id, country, customer }: ActionParams<"customers.create">) {
  const now = Date.now();
  return {
    public_id: customer.id ?? newId("cust"),
    store_id,
    tenant_id,
    email: customer.email ? normalizeEmail(customer.email) : null,
    phone: customer.phone?.trim() ?? null,
    phone_key: customer.phone ? phoneKey(customer.phone, country) : null,
    registration_source: customer.registration_source,
    is_guest: customer.registration_source === "GUEST",
    enabled: customer.enabled ?? true,
    approved: customer.approved ?? true,
    email_verified: customer.email_verified ?? false,
    phone_verified: customer.phone_verified ?? false,
    first_name: customer.first_name ?? "",
    last_name: customer.last_name ?? "",
    address_json: customer.address_json ? JSON.stringify(customer.address_json) : null,
    birthday: customer.birthday ?? null,
    preferences: preferencesText(mergedPreferences({}, customer.preferences ?? {})),
    created_at: now,
    updated_at: now,
  };
}
