import { action } from "../../../mixins/actions/action.ts";
import { changeOrder, saveStatus } from "../order-transaction.ts";
import { assertMovable } from "../orders.rules.ts";
import { params } from "../orders.schema.ts";

/**
 * Gives an order a status; its present status changes nothing and is never refused. A note replaces the previous one.
 * Throws `order_not_found`, `invalid_status_transition`.
 */
export const setStatus = action("orders.setStatus", params.setStatus, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { row, order } = locked;
    if (row.status === request.status) return { order, changed: false };
    assertMovable(row.status);
    return { order: await saveStatus(locked, request.status, request.note), changed: true };
  }),
);

/** Undoes a change of status, unless the order has another status by now. Throws `order_not_found`. */
export const revertStatus = action("orders.revertStatus", params.revertStatus, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { row, order } = locked;
    if (row.status !== request.from) return { order, changed: false };
    return { order: await saveStatus(locked, request.to), changed: true };
  }),
);
