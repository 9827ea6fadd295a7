import { action } from "../../../mixins/actions/action.ts";
import type { ActionParams } from "../../contracts.ts";
import { changeOf } from "../event-data.rules.ts";
import { about, changeOrder, eventData } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";
import type { OrderColumns } from "../store/orders.ts";
import type { OrderRow } from "../store/rows.ts";

/**
 * Takes over how the order's money stands. The timeline receives it from the events of payments, which say more.
 * Throws `order_not_found`.
 */
export const recordPayment = action("orders.recordPayment", params.recordPayment, (request, context) =>
  changeOrder(context, request, async ({ row, order, save, publish }) => {
    const columns = newsOf(row, request);
    const saved = await save(columns);
    // Also what ends as it was has moved: what is cached is older than it.
    if (saved.payment_status === row.payment_status && saved.financial_status === row.financial_status) return saved;
    publish({ name: "order.payment_changed", ...about(row, saved), data: eventData(saved, changeOf(order, saved)) });
    return saved;
  }),
);

// Of two who changed its money at once, the slower one may tell what the other knows better.
function newsOf(row: OrderRow, request: ActionParams<"orders.recordPayment">): OrderColumns {
  const { payment_status, financial_status, money_version = row.money_version } = request;
  return money_version < row.money_version ? {} : { payment_status, financial_status, money_version };
}
