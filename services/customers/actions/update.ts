import { action } from "../../../mixins/actions/action.ts";
import { assertVersion } from "../../../mixins/actions/errors.ts";
import { groupCommit } from "../../../mixins/actions/group-commit.ts";
import type { Customer } from "../../contracts.ts";
import { assertUnproven, changeCustomer } from "../change.ts";
import { params } from "../customers.schema.ts";
import { fetchRow } from "../store/customers.ts";

/**
 * Changes the given fields of a customer; the same values change nothing.
 * Throws `customer_not_found`, `group_not_found`, `email_exists`, `phone_exists`, `preferences_too_large`,
 * `version_mismatch`, `address_needs_proof`.
 */
export const update = action(
  "customers.update",
  params.update,
  ({ as_full_name, unless_proven, ...request }, context) =>
    groupCommit(
      context,
      request,
      String(request.customer_id ?? request.user_id),
      async (txContext) => {
        const row = await fetchRow(context.db, request, txContext.tx);
        assertVersion(row.version, request.if_versions);
        if (unless_proven) assertUnproven(row, request);
        return changeCustomer(txContext, { ...request, as_full_name }, row);
      },
      (customer: Customer) => customer.id,
    ),
);
