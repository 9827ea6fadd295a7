import { refundAmount, type Told } from "./answers.ts";
import type { History } from "./history.ts";
import type { Query } from "./query.ts";
import type { Order, Violation } from "./violation.ts";

interface Refund {
  order_id: string;
  reference: string;
  amount: number;
}

/** Payments, refunds and orders say the same, and each refund that was asked for was made once. */
export async function ofMoney(query: Query, orders: Order[], told: Told, history: History): Promise<Violation[]> {
  const rows = await query.rows<{ order_id: string; captured: number | string; refunded: number | string }>(
    "payments",
    "SELECT order_id, SUM(captured) AS captured, SUM(refunded) AS refunded FROM payments WHERE store_id = 22 GROUP BY order_id",
  );
  const refunds = await query.rows<Refund>(
    "payments",
    "SELECT order_id, reference, amount FROM refunds WHERE store_id = 22 AND status <> 'failed'",
  );
  const money = new Map(rows.map((row) => [row.order_id, row]));
  const made = Map.groupBy(refunds, ({ order_id }) => order_id);
  const asked = Map.groupBy(
    history.acts.filter(({ name }) => name === "refund"),
    ({ order }) => order,
  );
  const returned = Map.groupBy(told.received, ({ order }) => order);
  return orders.flatMap((order) => {
    const { captured = 0, refunded = 0 } = money.get(order.public_id) ?? {};
    const given = made.get(order.public_id) ?? [];
    const about = (what: string) => ({ what, order: order.public_id });
    const [paid, back] = [Number(captured), Number(refunded)];
    return [
      ...ofSums(order, paid, back, given).map(about),
      ...ofAmounts(asked.get(order.public_id) ?? [], given).map(about),
      ...ofReturns(returned.get(order.public_id) ?? [], given, paid - back).map(about),
    ];
  });
}

function ofSums({ status, grand_total, financial_status }: Order, captured: number, refunded: number, given: Refund[]) {
  const found: string[] = [];
  const kept = captured - refunded;
  const sum = given.reduce((all, { amount }) => all + Number(amount), 0);
  if (sum !== refunded) found.push(`its refunds are ${sum}, and its payments say ${refunded}`);
  if (status === "cancelled" ? kept !== 0 : captured !== grand_total)
    found.push(`${status}: ${kept} is kept of ${captured} for ${grand_total}`);
  const right = kept === 0 ? ["refunded", "voided"] : refunded > 0 ? ["partially_refunded"] : ["paid"];
  if (captured > 0 && !right.includes(financial_status))
    found.push(`${refunded} of ${captured} went back, and it says ${financial_status}`);
  return found;
}

function ofAmounts(acts: History["acts"], given: Refund[]): string[] {
  const made = given.filter(({ reference }) => reference.startsWith("refund:"));
  const done = acts.filter(({ outcome }) => outcome === "done").length;
  const most = done + acts.filter(({ outcome }) => outcome === "unknown").length;
  const wrong = made.filter(({ amount }) => Number(amount) !== refundAmount * 100);
  if (made.length >= done && made.length <= most && wrong.length === 0) return [];
  return [`${made.length} refunds of an amount for ${done} to ${most}, ${wrong.length} of another amount`];
}

// A piece for which nothing is left to give back has no refund.
function ofReturns(returned: Told["received"], given: Refund[], kept: number): string[] {
  return returned.flatMap(({ return_id, isSure }) => {
    const count = given.filter(({ reference }) => reference === `return:${return_id}`).length;
    if (count > 1 || (count === 0 && isSure && kept > 0)) return [`${count} refunds for ${return_id}`];
    return [];
  });
}
