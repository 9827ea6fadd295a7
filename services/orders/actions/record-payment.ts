import { action } from "../../../mixins/actions/action.ts";
import type { Order, OrderMoney } from "../../contracts.ts";
import { changeOf } from "../event-data.rules.ts";
import { changeOrder, type Locked, orderEvent } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";
import type { OrderColumns } from "../store/orders.ts";
import type { OrderRow } from "../store/rows.ts";

/**
 * Records the state of the order's money. The timeline gets its entries from the events of payments, which say more.
 * Throws `order_not_found`.
 */
export const recordPayment = action("orders.recordPayment", params.recordPayment, (request, context) =>
  changeOrder(context, request, async (locked) => {
    // Saved even when nothing differs: the version has to rise above that of cached copies.
    const saved = await locked.save(newerMoney(locked.row, request));
    publishMoney(locked, saved);
    return saved;
  }),
);

type Money = Pick<OrderMoney, "payment_status" | "financial_status"> & { money_version?: number };

/**
 * The columns of the state of an order's money: of two concurrent payments, the later call may carry the older state. An
 * order that costs nothing has no payments, and stays paid.
 */
export function newerMoney(row: OrderRow, money: Money): OrderColumns {
  if (row.grand_total === 0 && money.payment_status === "pending") return {};
  const { payment_status, financial_status, money_version = row.money_version } = money;
  return money_version < row.money_version ? {} : { payment_status, financial_status, money_version };
}

/** Publishes another state of an order's money than it had before. */
export function publishMoney({ row, order, publish }: Locked, saved: Order): void {
  if (saved.payment_status === row.payment_status && saved.financial_status === row.financial_status) return;
  publish({ name: "order.payment_changed", ...orderEvent(row, saved, changeOf(order, saved)) });
}
