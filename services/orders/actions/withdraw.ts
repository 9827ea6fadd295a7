import { action } from "../../../mixins/action.ts";
import { undo } from "../../../mixins/idempotent.ts";
import type { ActionResult } from "../../contracts.ts";
import { lockOrder } from "../changing.ts";
import { params } from "../orders.schemas.ts";
import { cancelLocked } from "./cancel.ts";

/**
 * Undoes a creation, also one that may still be on its way, which is then refused. An order that was created stays, and
 * ends cancelled. Throws `order_not_cancellable` when it has left the house meanwhile.
 */
export const withdraw = action("orders.withdraw", params.withdraw, (request, handling) =>
  undo<ActionResult<"orders.withdraw">>(handling, request, { withdrawn: false }, async (changing) => {
    const locked = await lockOrder(handling, changing, request);
    const { note } = request;
    if (locked.row.status !== "cancelled")
      await cancelLocked(handling.db, locked, { reason: "other", note, withdrawn: true });
    return { withdrawn: true };
  }),
);
