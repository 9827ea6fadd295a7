import { action } from "../../../mixins/action.ts";
import { about, changeOrder, told } from "../changing.ts";
import { params } from "../orders.schemas.ts";
import { changeOf } from "../telling.rules.ts";

/**
 * Takes over how the order's money stands. The timeline hears of it from the facts of payments, which say more.
 * Throws `order_not_found`.
 */
export const recordPayment = action("orders.recordPayment", params.recordPayment, (request, handling) =>
  changeOrder(handling, request, async ({ row, order, save, announce }) => {
    const { payment_status, financial_status } = request;
    // Also what ends as it was has moved: what is cached is older than it.
    if (row.payment_status === payment_status && row.financial_status === financial_status) return save({});
    const saved = await save({ payment_status, financial_status });
    announce({ name: "order.payment_changed", ...about(row, saved), data: told(saved, changeOf(order, saved)) });
    return saved;
  }),
);
