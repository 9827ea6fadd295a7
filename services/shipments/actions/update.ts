import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { alter, cancelAtCourier } from "../alter.ts";
import { fail } from "../shipments.errors.ts";
import { assertNotCancelled, differing } from "../shipments.rules.ts";
import { params } from "../shipments.schema.ts";
import { lockFulfillment } from "../store/fulfillments.ts";
import { toFulfillment } from "../store/rows.ts";

/**
 * Changes the status or tracking of a fulfilment; equal values change nothing. Throws `fulfillment_not_found`,
 * `invalid_fulfillment_transition`.
 */
export const update = action("shipments.update", params.update, async (request, context) => {
  let customer_id: string | null = null;
  const updated = await idempotent(
    context,
    request,
    async (txContext) => {
      const row = await lockFulfillment(context.db, request, txContext.tx);
      if (!row) throw fail("fulfillment_not_found");
      customer_id = row.customer_id;
      const fulfillment = toFulfillment(row);
      assertNotCancelled(fulfillment, request.changes);
      return alter(context.db, txContext, row, differing(fulfillment, request.changes));
    },
    // The recorded answer holds the recipient, so it is erased with the customer.
    ({ id }) => customer_id ?? id,
  );
  if (updated.status === "cancelled") await cancelAtCourier(context, request);
  return updated;
});
