import type { ActionContext } from "../../mixins/actions/action.ts";
import { assertVersion } from "../../mixins/actions/errors.ts";
import { idempotent, type TransactionContext } from "../../mixins/actions/idempotent.ts";
import type { Database } from "../../mixins/db/database.ts";
import type { DeliveredProduct, Order, OrderRef, OrderTally, Write } from "../contracts.ts";
import { productsOf, tallyOf } from "./event-data.rules.ts";
import { fetchItems } from "./store/items.ts";
import { fetchOrder, type OrderColumns, updateOrder } from "./store/orders.ts";
import { type OrderRow, toOrder } from "./store/rows.ts";
import { type Entry, entriesOf, entryRows, insertEntries } from "./store/timeline.ts";

/** An order whose row is locked, with what a change of it needs. */
export interface Locked extends TransactionContext {
  row: OrderRow;
  order: Order;
  /** Writes columns, the next version and entries of the timeline; answers the order as it is then. */
  save(columns: OrderColumns, entries?: Entry[]): Promise<Order>;
}

/** Changes one order exactly once, on its locked row. Throws `order_not_found`, `version_mismatch`. */
export function changeOrder<Result>(
  context: ActionContext,
  request: Write & OrderRef & { if_versions?: number[] },
  work: (locked: Locked) => Promise<Result>,
): Promise<Result> {
  let owner = request.order_id;
  return idempotent(
    context,
    request,
    async (txContext) => {
      const locked = await lockOrder(context, txContext, request);
      assertVersion(locked.row.version, request.if_versions);
      owner = locked.row.customer_id ?? owner;
      return work(locked);
    },
    // Answers hold the note: when its customer is erased, so are they.
    () => owner,
  );
}

/** Locks an order inside a change. Throws `order_not_found`. */
export async function lockOrder(
  context: Pick<ActionContext, "db" | "actor">,
  txContext: TransactionContext,
  { store_id, order_id }: OrderRef,
) {
  const { db, actor } = context;
  const { tx } = txContext;
  const row = await fetchOrder(db, store_id, order_id, tx);
  const locked: Locked = {
    ...txContext,
    row,
    order: toOrder(row),
    async save(columns, entries = []) {
      const saved = await updateOrder(db, tx, row, columns, entries.length);
      await insertEntries(db, tx, entryRows(saved, entriesOf(entries, actor, saved.updated_at)));
      return toOrder(saved);
    },
  };
  return locked;
}

/** What was delivered, for the event that tells of it; nothing while the order is not, or was before. */
export async function deliveredIn(db: Database, { tx, row }: Locked, after: Order): Promise<Delivered> {
  if (row.status === "delivered" || after.status !== "delivered") return {};
  return { delivered: productsOf(await fetchItems(db, row, tx)) };
}

type Delivered = { delivered?: DeliveredProduct[] };

/** What every event of an order says: whose it is, and what it adds to its customer's totals. */
export const about = ({ tenant_id }: Pick<OrderRow, "tenant_id">, order: Order) => ({
  store_id: order.store_id,
  tenant_id,
  aggregate: { type: "order", id: order.id, version: order.version },
});

/** The data of an event of an order: its tally, and more. */
export const eventData = <More extends object>(order: Order, more: More): OrderTally & More => ({
  ...tallyOf(order),
  ...more,
});
