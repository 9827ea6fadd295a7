import { action } from "../../../mixins/actions/action.ts";
import { assertFulfillable } from "../fulfillment.rules.ts";
import { changeOrder } from "../order-transaction.ts";
import { fail } from "../orders.errors.ts";
import { params } from "../orders.schema.ts";
import { fetchFulfillments, fulfillmentOf } from "../store/fulfillments.ts";
import { moveFulfillment } from "./set-fulfillment-status.ts";

/**
 * Counts a claimed fulfilment, now that it was made; one that counts already changes nothing.
 * Throws `order_not_found`, `fulfillment_not_found`, and `order_not_fulfillable` when it was cancelled meanwhile.
 */
export const confirmFulfillment = action("orders.confirmFulfillment", params.confirmFulfillment, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { db } = context;
    const fulfillments = await fetchFulfillments(db, locked.tx, locked.row);
    const fulfillment = fulfillmentOf(fulfillments, request.fulfillment_id);
    assertFulfillable(locked.row.status);
    if (fulfillment.state === "cancelled") throw fail("order_not_fulfillable");
    return fulfillment.state === "claimed"
      ? moveFulfillment(db, locked, fulfillments, fulfillment, "pending")
      : locked.order;
  }),
);
