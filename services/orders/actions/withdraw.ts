import { action } from "../../../mixins/actions/action.ts";
import { undo } from "../../../mixins/actions/idempotent.ts";
import type { ActionResult } from "../../contracts.ts";
import { lockOrder } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";
import { cancelLocked } from "./cancel.ts";

/**
 * Undoes a creation, also one that may still be on its way, which is then refused. An order that was created stays, and
 * ends cancelled. Throws `order_not_cancellable` when it has left the system meanwhile.
 */
export const withdraw = action("orders.withdraw", params.withdraw, (request, context) =>
  undo<ActionResult<"orders.withdraw">>(context, request, { withdrawn: false }, async (txContext) => {
    const locked = await lockOrder(context, txContext, request);
    const { note } = request;
    if (locked.row.status !== "cancelled")
      await cancelLocked(context.db, locked, { reason: "other", note, withdrawn: true });
    return { withdrawn: true };
  }),
);
