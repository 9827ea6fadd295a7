import { action } from "../../../mixins/actions/action.ts";
import { undo } from "../../../mixins/actions/idempotent.ts";
import { isOpen } from "../fulfillment.rules.ts";
import { lockOrder } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";
import { fetchFulfillments, fulfillmentOf, updateFulfillments } from "../store/fulfillments.ts";
import { moveFulfillment } from "./set-fulfillment-status.ts";

/** Undoes a claim, also one that may still be on its way, or that was confirmed but not sent. Throws `order_not_found`. */
export const releaseFulfillment = action("orders.releaseFulfillment", params.releaseFulfillment, (request, context) =>
  undo(context, request, { released: false }, async (txContext) => {
    const { db } = context;
    const locked = await lockOrder(context, txContext, request);
    const fulfillments = await fetchFulfillments(db, txContext.tx, locked.row);
    const fulfillment = fulfillmentOf(fulfillments, request.fulfillment_id);
    if (!isOpen(fulfillment)) return { released: false };
    if (fulfillment.state === "claimed")
      await updateFulfillments(db, txContext.tx, locked.row, [fulfillment], "cancelled");
    else await moveFulfillment(db, locked, fulfillments, fulfillment, "cancelled");
    return { released: true };
  }),
);
