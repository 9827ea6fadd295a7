import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { changeOf, productsOf } from "../event-data.rules.ts";
import { orderEvent } from "../order-transaction.ts";
import { orderErrors } from "../orders.errors.ts";
import { isMovable } from "../orders.rules.ts";
import { params } from "../orders.schema.ts";
import { fetchItemsOf } from "../store/items.ts";
import { lockMany, outcomeOf, updateStatuses } from "../store/many.ts";
import { toOrder } from "../store/rows.ts";

/** Gives many orders a status in one transaction, by the rules for one; refused orders are reported with the reason. */
export const bulkSetStatus = action("orders.bulkSetStatus", params.bulkSetStatus, (request, context) =>
  idempotent(context, request, async ({ tx, publish }) => {
    const { db, actor } = context;
    const { status, note } = request;
    const rows = await lockMany(db, tx, request.store_id, request.order_ids);
    const same = rows.filter((row) => row.status === status);
    const moving = rows.filter((row) => row.status !== status && isMovable(row.status));
    const saved = await updateStatuses(db, tx, moving, { status, note, actor });
    const keys = status === "delivered" ? saved.map(({ id }) => id) : [];
    const items = await fetchItemsOf(db, request.store_id, keys, tx);
    for (const [index, row] of saved.entries()) {
      const [before, after] = [toOrder(moving[index] ?? row), toOrder(row)];
      const bought = items.get(row.id);
      const data = { ...changeOf(before, after), ...(bought && { delivered: productsOf(bought) }) };
      publish({ name: "order.status_changed", ...orderEvent(row, after, data) });
    }
    const stuck = rows.filter((row) => row.status !== status && !isMovable(row.status));
    const [, message] = orderErrors.invalid_status_transition;
    const failures = stuck.map((row) => ({ order_id: row.public_id, code: "invalid_status_transition", message }));
    const changed = saved.map(({ public_id }) => public_id);
    return { ...outcomeOf(request.order_ids, [...same, ...saved], failures), changed };
  }),
);
