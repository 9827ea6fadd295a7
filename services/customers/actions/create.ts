import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { Customer } from "../../contracts.ts";
import { params } from "../customers.schema.ts";
import { fetchCustomer, insertCustomer } from "../store/customers.ts";
import { snapshot, toRow } from "../store/rows.ts";

/** Creates a customer; what they are said to have verified is vouched for, and not proven. Throws `email_exists`, `phone_exists`. */
export const create = action("customers.create", params.create, (request, context) =>
  idempotent(
    context,
    request,
    async ({ tx, publish }) => {
      const { db } = context;
      const { store_id, tenant_id } = request;
      const user_id = await insertCustomer(db, tx, toRow(request, request.customer, Date.now(), true));
      const customer = await fetchCustomer(db, { store_id, user_id }, tx);
      const aggregate = { type: "customer", id: customer.id, version: customer.version };
      const data = { before: null, after: snapshot(customer) };
      publish({ name: "customer.created", store_id, tenant_id, aggregate, data });
      return customer;
    },
    (customer: Customer) => customer.id,
  ),
);
