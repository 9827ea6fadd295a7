import { action } from "../../../mixins/actions/action.ts";
import { changeOf } from "../event-data.rules.ts";
import { about, changeOrder, eventData } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";

/**
 * Takes back a status that turned out not to be true; one that the order has no longer changes nothing.
 * Throws `order_not_found`.
 */
export const revertStatus = action("orders.revertStatus", params.revertStatus, (request, context) =>
  changeOrder(context, request, async ({ row, order, save, publish }) => {
    const { from, to } = request;
    if (row.status !== from) return { order, changed: false };
    const saved = await save({ status: to }, [{ type: "order.status_changed", data: { from, to } }]);
    publish({ name: "order.status_changed", ...about(row, saved), data: eventData(saved, changeOf(order, saved)) });
    return { order: saved, changed: true };
  }),
);
