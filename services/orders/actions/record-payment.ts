import { action } from "../../../mixins/actions/action.ts";
import type { ActionParams } from "../../contracts.ts";
import { changeOf } from "../event-data.rules.ts";
import { changeOrder, orderEvent } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";
import type { OrderColumns } from "../store/orders.ts";
import type { OrderRow } from "../store/rows.ts";

/**
 * Records the state of the order's money. The timeline gets its entries from the events of payments, which say more.
 * Throws `order_not_found`.
 */
export const recordPayment = action("orders.recordPayment", params.recordPayment, (request, context) =>
  changeOrder(context, request, async ({ row, order, save, publish }) => {
    // Saved even when nothing differs: the version has to rise above that of cached copies.
    const saved = await save(newerOf(row, request));
    if (saved.payment_status === row.payment_status && saved.financial_status === row.financial_status) return saved;
    publish({ name: "order.payment_changed", ...orderEvent(row, saved, changeOf(order, saved)) });
    return saved;
  }),
);

// Of two concurrent payments, the later call may carry the older state.
function newerOf(row: OrderRow, request: ActionParams<"orders.recordPayment">): OrderColumns {
  const { payment_status, financial_status, money_version = row.money_version } = request;
  return money_version < row.money_version ? {} : { payment_status, financial_status, money_version };
}
