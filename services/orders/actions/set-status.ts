import { action } from "../../../mixins/actions/action.ts";
import { changeOf } from "../event-data.rules.ts";
import { about, changeOrder, deliveredIn, eventData } from "../order-transaction.ts";
import { assertMovable } from "../orders.rules.ts";
import { params } from "../orders.schema.ts";

/**
 * Gives an order a status; the one that it has changes nothing, from any status. A note takes the place of the one
 * before. Throws `order_not_found`, `invalid_status_transition`.
 */
export const setStatus = action("orders.setStatus", params.setStatus, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { row, order, save, publish } = locked;
    const { status, note } = request;
    if (row.status === status) return { order, changed: false };
    assertMovable(row.status);
    const entry = { type: "order.status_changed", note, data: { from: row.status, to: status } };
    const saved = await save({ status, ...(note === undefined ? {} : { note }) }, [entry]);
    const data = { ...changeOf(order, saved), ...(await deliveredIn(context.db, locked, saved)) };
    publish({ name: "order.status_changed", ...about(row, saved), data: eventData(saved, data) });
    return { order: saved, changed: true };
  }),
);
