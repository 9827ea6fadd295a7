import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { Customer, CustomerChanges } from "../../contracts.ts";
import { changeCustomer } from "../change.ts";
import { fail } from "../customers.errors.ts";
import { params } from "../customers.schema.ts";
import { fetchRow } from "../store/customers.ts";
import { type CustomerRow, toCustomer } from "../store/rows.ts";

/** Marks an address of a customer as proven. Throws `customer_not_found`, `address_changed`. */
export const prove = action("customers.prove", params.prove, (request, context) =>
  idempotent(
    context,
    request,
    async (txContext) => {
      const { kind, address, alone, store_id, country } = request;
      const row = await fetchRow(context.db, request, txContext.tx);
      if ((kind === "email" ? row.email : row.phone_key) !== address) throw fail("address_changed");
      const changes = { [`${kind}_verified`]: true, ...(alone ? withoutUnproven(row, kind) : {}) };
      return changeCustomer(txContext, { store_id, country, changes }, row);
    },
    (customer: Customer) => customer.id,
  ),
);

function withoutUnproven(row: CustomerRow, kind: "email" | "phone"): CustomerChanges {
  const nothing = { pending_email: null, pending_phone: null };
  const { email_proven, phone_proven } = toCustomer(row);
  if (kind === "email" && !phone_proven) return { ...nothing, phone: null };
  if (kind === "phone" && !email_proven) return { ...nothing, email: null };
  return nothing;
}
