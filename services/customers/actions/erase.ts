import { action } from "../../../mixins/actions/action.ts";
import { assertVersion } from "../../../mixins/actions/errors.ts";
import { forget } from "../../../mixins/actions/forget.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { emptyRowsOf } from "../../../mixins/imports/forget-rows.ts";
import { fail } from "../customers.errors.ts";
import { params } from "../customers.schema.ts";
import { deleteCustomer, fetchRow } from "../store/customers.ts";
import { erasures } from "../store/erasures.ts";
import { snapshot, toCustomer } from "../store/rows.ts";
import { hasOrders } from "../store/totals.ts";

/**
 * Erases a customer: the record, and the person's data in the events and results that this service still keeps.
 * Throws `customer_not_found`, `version_mismatch`, and with `only_without_orders` also `customer_has_orders`.
 */
export const erase = action("customers.erase", params.erase, (request, context) =>
  idempotent(context, request, async ({ tx, publish }) => {
    const { db } = context;
    const row = await fetchRow(db, request, tx);
    assertVersion(row.version, request.if_versions);
    if (request.only_without_orders && (await hasOrders(db, tx, row))) throw fail("customer_has_orders");
    await erasures.remember(db, tx, { store_id: row.store_id, customer_id: row.public_id });
    await deleteCustomer(db, tx, row);
    await emptyRowsOf(db, tx, row.store_id, row);
    await forget(db, tx, row.public_id);
    const filled = Object.entries(snapshot(toCustomer(row))).filter(([, value]) => value !== null && value !== "");
    publish({
      name: "customer.deleted",
      store_id: row.store_id,
      tenant_id: row.tenant_id,
      aggregate: { type: "customer", id: row.public_id, version: row.version + 1 },
      data: { changed: filled.map(([name]) => name) },
    });
    return { customer_id: row.public_id };
  }),
);
