import { action } from "../../../mixins/action.ts";
import type { ActionParams } from "../../contracts.ts";
import { about, changeOrder, told } from "../changing.ts";
import { params } from "../orders.schemas.ts";
import type { OrderColumns } from "../store/orders.ts";
import type { OrderRow } from "../store/rows.ts";
import { changeOf } from "../telling.rules.ts";

/**
 * Takes over how the order's money stands. The timeline hears of it from the facts of payments, which say more.
 * Throws `order_not_found`.
 */
export const recordPayment = action("orders.recordPayment", params.recordPayment, (request, handling) =>
  changeOrder(handling, request, async ({ row, order, save, announce }) => {
    const columns = newsOf(row, request);
    const saved = await save(columns);
    // Also what ends as it was has moved: what is cached is older than it.
    if (saved.payment_status === row.payment_status && saved.financial_status === row.financial_status) return saved;
    announce({ name: "order.payment_changed", ...about(row, saved), data: told(saved, changeOf(order, saved)) });
    return saved;
  }),
);

// Of two who changed its money at once, the slower one may tell what the other knows better.
function newsOf(row: OrderRow, request: ActionParams<"orders.recordPayment">): OrderColumns {
  const { payment_status, financial_status, money_version = row.money_version } = request;
  return money_version < row.money_version ? {} : { payment_status, financial_status, money_version };
}
