import type { OrderStatus } from "../../../services/contracts.ts";
import type { Caller } from "../authenticate.ts";
import type { Db } from "../connection.ts";
import { changeOrder, insert, keepAnswer, logEvents, refuse, retried, type Told, timelineRows } from "./locked.ts";
import { notify } from "./notify.ts";
import type { OrderRow } from "./rows.ts";
import { orderView } from "./views.ts";

/** The body of a change of status; the bench does not use `cancelled` and `refunded`, which move money. */
export interface StatusBody {
  status: OrderStatus;
  note?: string;
  notify_customer: boolean;
}

/** Sets the status of an order. */
export function setStatus(db: Db, caller: Caller, order_id: string, body: StatusBody, key: string | undefined) {
  return changeOrder(db, caller, { order_id, action: "setStatus", key }, async ({ tx, order, save }) => {
    const { status, note } = body;
    if (order.status === status) return { order, view: orderView(order, caller.shop) };
    if (!isMovable(order)) throw refuse(409, "invalid_status_transition");
    const saved = await save({ status, note: note ?? order.note }, [changed(order, status, note)]);
    if (body.notify_customer) await notify(tx, caller.shop, saved, "order_status");
    return { order: saved, view: orderView(saved, caller.shop) };
  });
}

/** Sets the status of many orders in one transaction; an order that cannot change fails alone. */
export function setStatuses(
  db: Db,
  caller: Caller,
  order_ids: string[],
  { status, note }: { status: OrderStatus; note?: string },
  key: string | undefined,
) {
  const { store_id } = caller.shop;
  const marks = order_ids.map(() => "?").join(", ");
  return retried(() =>
    db.transaction(async (tx) => {
      const rows = await tx.rows<OrderRow & { state: number }>(
        `SELECT * FROM orders FORCE INDEX (orders_public) WHERE store_id = ? AND public_id IN (${marks})
         ORDER BY public_id FOR UPDATE`,
        [store_id, ...order_ids],
      );
      const moving = rows.filter((row) => row.status !== status && isMovable(row));
      const now = Date.now();
      if (moving.length > 0) {
        const digit = statuses.indexOf(status) * 1_000;
        await tx.run(
          `UPDATE orders SET ${note === undefined ? "" : "note = ?, "}status = ?, state = state % 1000 + ?,
           version = version + 1, revision = revision + 1, updated_at = ?
           WHERE store_id = ? AND id IN (${moving.map(() => "?").join(", ")})`,
          [...(note === undefined ? [] : [note]), status, digit, now, store_id, ...moving.map(({ id }) => id)],
        );
        const told = moving.map((row) => changed(row, status, note));
        const entries = moving.flatMap((row, index) => timelineRows(caller, row, [told[index] as Told], now));
        await insert(tx, "order_timeline", entries);
        await logEvents(tx, caller, told, now);
      }
      const result = resultOf(order_ids, rows, status);
      await keepAnswer(tx, { key, action: "setStatuses", subject: null, result });
      return result;
    }),
  );
}

function resultOf(order_ids: string[], rows: OrderRow[], status: OrderStatus) {
  const found = new Map(rows.map((row) => [row.public_id, row]));
  const failed = order_ids.flatMap((order_id) => {
    const row = found.get(order_id);
    if (row?.status === status || (row && isMovable(row))) return [];
    return [{ order_id, code: row ? "invalid_status_transition" : "order_not_found", message: "It cannot be moved." }];
  });
  const stuck = new Set(failed.map(({ order_id }) => order_id));
  const updated_orders = order_ids.filter((id) => !stuck.has(id));
  return { success: failed.length === 0, updated_count: updated_orders.length, failed, updated_orders };
}

const statuses: OrderStatus[] = ["pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"];
const isMovable = ({ status }: OrderRow) => status !== "delivered" && status !== "cancelled";

const changed = (order: OrderRow, to: OrderStatus, note: string | undefined): Told => ({
  name: "order.status_changed",
  type: "order",
  id: order.public_id,
  before: { status: order.status },
  after: { status: to },
  entry: { note: note ?? null, data: { from: order.status, to } },
});
