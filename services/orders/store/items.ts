import type { Transaction } from "sequelize";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { writeTogether } from "../../../mixins/db/shared.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { findRows } from "../../../mixins/db/statements.ts";
import type { ItemQuantity, OrderItem, OrderItemModifier } from "../../contracts.ts";
import { readJson, writeJson } from "./rows.ts";

/** The key of an order in the tables of its parts. */
export interface OrderKey {
  store_id: number;
  /** The integer key. */
  id: number;
}

type ItemRow = Omit<OrderItem, "id" | "modifiers"> & { public_id: string; modifiers: string | null };

const columns = `public_id, product_id, sku, name, quantity, fulfilled_quantity, cancelled_quantity, returned_quantity,
  unit_price, total, modifiers, special_instructions`;

/** The items of an order, in the order of their creation. */
export async function fetchItems(db: Database, { store_id, id }: OrderKey, tx?: Transaction): Promise<OrderItem[]> {
  const form = { columns: `order_id, ${columns}`, end: "ORDER BY place" };
  const rows = await findRows<ItemRow & { order_id: number }>(db, "order_items", { store_id, order_id: id }, tx, form);
  return rows.map(({ order_id, ...row }) => toItem(row));
}

/** The items of several orders of a store, by the orders' integer keys. */
export async function fetchItemsOf(
  db: Database,
  store_id: number,
  orders: readonly number[],
  tx?: Transaction,
): Promise<Map<number, OrderItem[]>> {
  if (orders.length === 0) return new Map();
  const rows = await db.rows<ItemRow & { order_id: number }>(
    `SELECT order_id, ${columns} FROM order_items
     WHERE store_id = ? AND order_id IN (${marks(orders)}) ORDER BY order_id, place`,
    [store_id, ...orders],
    tx,
  );
  const items = new Map<number, OrderItem[]>(orders.map((id) => [id, []]));
  for (const { order_id, ...row } of rows) items.get(order_id)?.push(toItem(row));
  return items;
}

const toItem = ({ public_id, modifiers, ...rest }: ItemRow): OrderItem => ({
  id: public_id,
  ...rest,
  modifiers: readJson<OrderItemModifier[]>(modifiers) ?? [],
});

/** The rows of an order's items. */
export const itemRows = ({ store_id, id: order_id }: OrderKey, items: readonly OrderItem[]): Row[] =>
  items.map(({ id, modifiers, ...item }, place) => ({
    ...item,
    store_id,
    order_id,
    place,
    public_id: id,
    modifiers: writeJson(modifiers.length > 0 ? modifiers : null),
  }));

/** Writes the changed fulfilled quantities of items, in one statement. */
export async function updateFulfilled(
  db: Database,
  tx: Transaction,
  { store_id, id }: OrderKey,
  before: readonly OrderItem[],
  after: readonly OrderItem[],
): Promise<void> {
  const places = after.map((item, place) => ({ place, to: item.fulfilled_quantity }));
  const changed = places.filter(({ place, to }) => before[place]?.fulfilled_quantity !== to);
  if (changed.length === 0) return;
  const cases = changed.map(() => "WHEN ? THEN ?").join(" ");
  await db.run(
    `UPDATE order_items SET fulfilled_quantity = CASE place ${cases} ELSE fulfilled_quantity END
     WHERE store_id = ? AND order_id = ? AND place IN (${marks(changed)})`,
    [...changed.flatMap(({ place, to }) => [place, to]), store_id, id, ...changed.map(({ place }) => place)],
    tx,
  );
}

/** Counts items of an order as returned. */
export async function addReturned(
  db: Database,
  tx: Transaction,
  { store_id, id }: OrderKey,
  items: readonly ItemQuantity[],
): Promise<void> {
  const cases = items.map(() => "WHEN ? THEN ?").join(" ");
  const quantities = items.flatMap(({ item_id, quantity }) => [item_id, quantity]);
  await db.run(
    `UPDATE order_items SET returned_quantity = returned_quantity + CASE public_id ${cases} ELSE 0 END
     WHERE store_id = ? AND order_id = ? AND public_id IN (${marks(items)})`,
    [...quantities, store_id, id, ...items.map(({ item_id }) => item_id)],
    tx,
  );
}

/** Cancels all of an order's items except what was returned. */
export function cancelItems(db: Database, tx: Transaction, { store_id, id }: OrderKey): Promise<void> {
  return writeTogether(tx, `cancel items ${store_id}`, id, async (orders) => {
    const text = `UPDATE order_items SET cancelled_quantity = quantity - returned_quantity, fulfilled_quantity = 0
      WHERE store_id = ? AND order_id IN (${marks(orders)})`;
    await db.run(text, [store_id, ...orders], tx, orders.length > 1 ? "text" : "prepared");
    return orders.map(() => undefined);
  });
}
