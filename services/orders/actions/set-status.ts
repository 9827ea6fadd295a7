import { action } from "../../../mixins/action.ts";
import { about, changeOrder, deliveredIn, told } from "../changing.ts";
import { assertMovable } from "../orders.rules.ts";
import { params } from "../orders.schemas.ts";
import { changeOf } from "../telling.rules.ts";

/**
 * Gives an order a status; the one that it has changes nothing, from any status. A note takes the place of the one
 * before. Throws `order_not_found`, `invalid_status_transition`.
 */
export const setStatus = action("orders.setStatus", params.setStatus, (request, handling) =>
  changeOrder(handling, request, async (locked) => {
    const { row, order, save, announce } = locked;
    const { status, note } = request;
    if (row.status === status) return { order, changed: false };
    assertMovable(row.status);
    const entry = { type: "order.status_changed", note, data: { from: row.status, to: status } };
    const saved = await save({ status, ...(note === undefined ? {} : { note }) }, [entry]);
    const data = { ...changeOf(order, saved), ...(await deliveredIn(handling.db, locked, saved)) };
    announce({ name: "order.status_changed", ...about(row, saved), data: told(saved, data) });
    return { order: saved, changed: true };
  }),
);
