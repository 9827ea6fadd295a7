import { action } from "../../../mixins/action.ts";
import { about, changeOrder, told } from "../changing.ts";
import { params } from "../orders.schemas.ts";
import { changeOf } from "../telling.rules.ts";

/**
 * Takes back a status that turned out not to be true; one that the order has no longer changes nothing.
 * Throws `order_not_found`.
 */
export const revertStatus = action("orders.revertStatus", params.revertStatus, (request, handling) =>
  changeOrder(handling, request, async ({ row, order, save, announce }) => {
    const { from, to } = request;
    if (row.status !== from) return { order, changed: false };
    const saved = await save({ status: to }, [{ type: "order.status_changed", data: { from, to } }]);
    announce({ name: "order.status_changed", ...about(row, saved), data: told(saved, changeOf(order, saved)) });
    return { order: saved, changed: true };
  }),
);
