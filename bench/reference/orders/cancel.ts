import { newId } from "../../../mixins/values/ids.ts";
import { splitAmount } from "../../../mixins/values/split.ts";
import type { Caller } from "../authenticate.ts";
import type { Connected, Db } from "../connection.ts";
import { itemColumns } from "./detail.ts";
import { changeOrder, insert, refuse, type Told } from "./locked.ts";
import { notify } from "./notify.ts";
import type { ItemRow, OrderRow, PaymentRow, RefundRow } from "./rows.ts";
import { orderView, refundView } from "./views.ts";

/** The body of a cancellation. */
export interface CancelBody {
  reason: string;
  cancel_reason_details?: string;
  refund: boolean;
  refund_amount?: number;
  restock: boolean;
  notify_customer: boolean;
}

/** Cancels an order with its money, stock and fulfilments, all in one transaction. */
export function cancel(db: Db, caller: Caller, order_id: string, body: CancelBody, key: string | undefined) {
  return changeOrder(db, caller, { order_id, action: "cancel", key }, async ({ tx, order, save }) => {
    const { shop } = caller;
    if (order.status === "cancelled") throw refuse(409, "order_already_cancelled");
    if (["shipped", "delivered", "refunded"].includes(order.status)) throw refuse(409, "order_not_cancellable");
    const items = await cancelItems(tx, order);
    const cancelled = await cancelFulfillments(tx, order);
    const money = await settle(tx, caller, order, body, items);
    const moved = body.restock ? await restock(tx, order, items) : [];
    await uncount(tx, order);
    const { reason, cancel_reason_details: details = null } = body;
    const columns = {
      status: "cancelled",
      fulfillment_status: "unfulfilled",
      ...money.statuses,
      cancel_reason: reason,
      cancel_reason_details: details,
    };
    const saved = await save(columns, [
      {
        name: "order.cancelled",
        type: "order",
        id: order_id,
        before: { status: order.status, financial_status: order.financial_status },
        after: { status: "cancelled", ...money.statuses },
        entry: { data: { reason } },
      },
      ...money.told,
      ...moved,
    ]);
    if (body.notify_customer) await notify(tx, shop, saved, "order_cancelled");
    const refund = money.refund && refundView(money.refund, shop);
    const view = { ...orderView(saved, shop), refund, restocked: body.restock, cancelled_fulfillments: cancelled };
    return { order: saved, view };
  });
}

async function cancelItems(tx: Connected, { store_id, id }: OrderRow): Promise<ItemRow[]> {
  const ofOrder = [store_id, id];
  const sql = `SELECT ${itemColumns} FROM order_items WHERE store_id = ? AND order_id = ? ORDER BY place`;
  const items = await tx.rows<ItemRow>(sql, ofOrder);
  await tx.run(
    `UPDATE order_items SET cancelled_quantity = quantity - returned_quantity, fulfilled_quantity = 0
     WHERE store_id = ? AND order_id = ?`,
    ofOrder,
  );
  return items;
}

async function cancelFulfillments(tx: Connected, { store_id, id, public_id }: OrderRow): Promise<string[]> {
  const fulfillments = await tx.rows<{ fulfillment_id: string; state: string }>(
    "SELECT fulfillment_id, state FROM order_fulfillments WHERE store_id = ? AND order_id = ? ORDER BY fulfillment_id",
    [store_id, id],
  );
  if (fulfillments.some(({ state }) => state === "shipped" || state === "delivered"))
    throw refuse(409, "order_not_cancellable");
  const open = fulfillments.filter(({ state }) => state === "pending").map(({ fulfillment_id }) => fulfillment_id);
  if (open.length === 0) return [];
  const now = Date.now();
  const marks = open.map(() => "?").join(", ");
  await tx.run(
    `UPDATE order_fulfillments SET state = 'cancelled', updated_at = ?
     WHERE store_id = ? AND order_id = ? AND fulfillment_id IN (${marks})`,
    [now, store_id, id, ...open],
  );
  await tx.run(
    `UPDATE fulfillments SET status = 'cancelled', version = version + 1, updated_at = ?
     WHERE store_id = ? AND order_id = ? AND public_id IN (${marks})`,
    [now, store_id, public_id, ...open],
  );
  return open;
}

interface WorkflowFailure {
  statuses: { payment_status?: string; financial_status?: string };
  refund: RefundRow | null;
  told: Told[];
}

function linesOf(items: ItemRow[], amount: number) {
  const parts = splitAmount(
    amount,
    items.map(({ total }) => total),
  );
  return items.map(({ public_id: line }, at) => ({ line, quantity: null, amount: parts[at] ?? 0 }));
}

// For one payment, as the bench's orders have; the bench has no authorisation to void.
async function settle(
  tx: Connected,
  { shop }: Caller,
  order: OrderRow,
  body: CancelBody,
  items: ItemRow[],
): Promise<WorkflowFailure> {
  const [payment] = await tx.rows<PaymentRow>(
    "SELECT * FROM payments WHERE store_id = ? AND order_id = ? ORDER BY id FOR UPDATE",
    [order.store_id, order.public_id],
  );
  const left = payment ? payment.captured - payment.refunded : 0;
  if (!payment || !body.refund || left === 0) return { statuses: {}, refund: null, told: [] };
  const asked = body.refund_amount;
  const amount = asked === undefined ? left : Math.round(asked * 10 ** shop.currency_decimals);
  const now = Date.now();
  const { affectedRows } = await tx.run(
    `UPDATE payments SET refunded = refunded + ?, version = version + 1, updated_at = ?
     WHERE store_id = ? AND id = ? AND refunded + ? <= captured`,
    [amount, now, order.store_id, payment.id, amount],
  );
  if (affectedRows === 0) throw refuse(422, "refund_exceeds_paid");
  const refund = {
    public_id: newId("ref"),
    store_id: order.store_id,
    tenant_id: order.tenant_id,
    order_id: order.public_id,
    payment_id: payment.public_id,
    status: "succeeded" as const,
    amount,
    currency: order.currency,
    reference: `cancel:${order.public_id}`,
    reason: body.reason,
    note: null,
    settled: 0,
    refund_lines: JSON.stringify(linesOf(items, amount)),
    created_at: now,
    updated_at: now,
  };
  await insert(tx, "refunds", [refund]);
  const data = { id: refund.public_id, amount, currency: order.currency, status: "succeeded" };
  const about = { name: "refund.succeeded", type: "refund", id: refund.public_id };
  const after = { amount, status: "succeeded" };
  return {
    statuses: { payment_status: payment.status, financial_status: amount < left ? "partially_refunded" : "refunded" },
    refund,
    told: [{ ...about, before: null, after, entry: { data } }],
  };
}

// Along the index that finds them, so that two never wait for each other in a ring.
async function restock(tx: Connected, { store_id, public_id }: OrderRow, items: ItemRow[]): Promise<Told[]> {
  const pieces = new Map<string, number>();
  for (const { sku, quantity, returned_quantity } of items)
    pieces.set(sku, (pieces.get(sku) ?? 0) + quantity - returned_quantity);
  const skus = [...pieces.keys()].sort();
  const lines = skus.map((sku) => ({ sku, quantity: pieces.get(sku) ?? 0 }));
  const now = Date.now();
  const { affectedRows } = await tx.run(
    `UPDATE stock_levels FORCE INDEX (stock_levels_place)
     SET on_hand = on_hand + CASE sku ${lines.map(() => "WHEN ? THEN ?").join(" ")} END, version = version + 1, updated_at = ?
     WHERE store_id = ? AND location_id = '' AND sku IN (${skus.map(() => "?").join(", ")})`,
    [...lines.flatMap(({ sku, quantity }) => [sku, quantity]), now, store_id, ...skus],
  );
  if (affectedRows === 0) return [];
  const reference = `cancel:${public_id}`;
  const of = { store_id, location_id: "", type: "restore", reference, created_at: now };
  await insert(
    tx,
    "stock_movements",
    lines.map((line) => ({ public_id: newId("mov"), ...line, ...of })),
  );
  return [{ name: "stock.moved", type: "stock", id: reference, before: null, after: { type: "restore", lines } }];
}

async function uncount(tx: Connected, { store_id, public_id, customer_id, grand_total, version }: OrderRow) {
  if (customer_id === null) return;
  await tx.run("UPDATE customer_orders SET version = ?, counts = 0 WHERE store_id = ? AND order_id = ?", [
    version + 1,
    store_id,
    public_id,
  ]);
  await tx.run(
    `UPDATE customers SET total_orders = total_orders - 1, total_order_amount = total_order_amount - ?,
     version = version + 1 WHERE store_id = ? AND public_id = ?`,
    [grand_total, store_id, customer_id],
  );
}
