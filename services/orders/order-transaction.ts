import type { ActionContext } from "../../mixins/actions/action.ts";
import { assertVersion } from "../../mixins/actions/errors.ts";
import { groupCommit } from "../../mixins/actions/group-commit.ts";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import type { Database } from "../../mixins/db/database.ts";
import type {
  DeliveredProduct,
  Order,
  OrderFulfillmentStatus,
  OrderItem,
  OrderRef,
  OrderStatus,
  Write,
} from "../contracts.ts";
import { changeOf, productsOf, tallyOf } from "./event-data.rules.ts";
import { type Move, moved } from "./pieces.rules.ts";
import { fetchItems, updatePieces } from "./store/items.ts";
import { fetchOrder, type OrderColumns, updateOrder } from "./store/orders.ts";
import { type OrderRow, toOrder } from "./store/rows.ts";
import { type Entry, entriesOf, entryRows, insertEntries } from "./store/timeline.ts";

/** An order whose row is locked, with what a change of it needs. */
export interface Locked extends TransactionContext {
  db: Database;
  row: OrderRow;
  order: Order;
  /** Writes columns, the next version and entries of the timeline; returns the order after that. */
  save(columns: OrderColumns, entries?: Entry[]): Promise<Order>;
}

/** Changes one order exactly once, on its locked row. Throws `order_not_found`, `version_mismatch`. */
export function changeOrder<Result>(
  context: ActionContext,
  request: Write & OrderRef & { if_versions?: number[] },
  work: (locked: Locked) => Promise<Result>,
): Promise<Result> {
  let owner = request.order_id;
  return groupCommit(
    context,
    request,
    request.order_id,
    async (txContext) => {
      const locked = await lockOrder(context, txContext, request);
      assertVersion(locked.row.version, request.if_versions);
      owner = locked.row.customer_id ?? owner;
      return work(locked);
    },
    // Results hold the note: an erasure of the customer has to find them.
    () => owner,
  );
}

/** Locks an order inside a transaction. Throws `order_not_found`. */
export async function lockOrder(
  { db, actor }: Pick<ActionContext, "db" | "actor">,
  txContext: TransactionContext,
  { store_id, order_id }: OrderRef,
): Promise<Locked> {
  const { tx } = txContext;
  const row = await fetchOrder(db, store_id, order_id, tx);
  return {
    ...txContext,
    db,
    row,
    order: toOrder(row),
    async save(columns, entries = []) {
      const saved = await updateOrder(db, tx, row, columns, entries.length);
      await insertEntries(db, tx, entryRows(saved, entriesOf(entries, actor, saved.updated_at)));
      return toOrder(saved);
    },
  };
}

/** Moves pieces of a locked order; returns its lines after that. */
export async function movePieces(locked: Locked, items: readonly OrderItem[], ...moves: Move[]): Promise<OrderItem[]> {
  const after = moved(items, ...moves);
  await updatePieces(locked.db, locked.tx, locked.row, items, after);
  return after;
}

/** Saves another status with other columns, and publishes `order.status_changed`. */
export async function saveStatus(
  locked: Locked,
  status: OrderStatus,
  { note, ...columns }: { note?: string; fulfillment_status?: OrderFulfillmentStatus } = {},
): Promise<Order> {
  const { row, order, save, publish } = locked;
  const entry = { type: "order.status_changed", note, data: { from: row.status, to: status } };
  const saved = await save({ ...columns, status, ...(note === undefined ? {} : { note }) }, [entry]);
  const data = { ...changeOf(order, saved), ...(await deliveredIn(locked, saved)) };
  publish({ name: "order.status_changed", ...orderEvent(row, saved, data) });
  return saved;
}

/** The delivered products, for the event of the change that delivers an order; empty for any other change. */
export async function deliveredIn({ db, tx, row }: Locked, after: Order): Promise<{ delivered?: DeliveredProduct[] }> {
  if (row.status === "delivered" || after.status !== "delivered") return {};
  return { delivered: productsOf(await fetchItems(db, row, tx)) };
}

/** The body of an order's event: its store, tenant and aggregate; in the data its tally and the given fields. */
export const orderEvent = <Data extends object>({ tenant_id }: { tenant_id: string }, order: Order, data: Data) => ({
  store_id: order.store_id,
  tenant_id,
  aggregate: { type: "order", id: order.id, version: order.version },
  data: { ...tallyOf(order), ...data },
});
