import type { Transaction } from "sequelize";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { writeTogether } from "../../../mixins/db/shared.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { findRows } from "../../../mixins/db/statements.ts";
import { type OrderItem, type OrderItemModifier, type PieceState, type Pieces, pieceStates } from "../../contracts.ts";
import { type Amounts, type Kept, type Money, moneyOf } from "../line-money.rules.ts";
import { viewsOf } from "../pieces.rules.ts";
import { readJson, writeJson } from "./rows.ts";

/** The key of an order in the tables of its parts, with the amounts that its lines have parts of. */
export type WithAmounts<Key> = Key & Amounts;

/** The key of an order in the tables of its parts. */
export interface OrderKey {
  store_id: number;
  /** The integer key. */
  id: number;
}

type Column = `${PieceState}_quantity`;

/** A line's ledger in columns: `returned_quantity` includes what was replaced, `fulfilled_quantity` is a view. */
type Ledger = Record<Column | "fulfilled_quantity", number>;

type Views = keyof ReturnType<typeof viewsOf>;

type ItemRow = Omit<OrderItem, "id" | "modifiers" | "pieces" | "worth" | keyof Kept | Views> &
  Omit<Ledger, "fulfilled_quantity"> &
  Kept & { public_id: string; modifiers: string | null };

const ledgerColumns: (keyof Ledger)[] = [
  ...pieceStates.map((state): Column => `${state}_quantity`),
  "fulfilled_quantity",
];
const plainColumns = [
  "product_id",
  "sku",
  "name",
  "quantity",
  "unit_price",
  "total",
  "special_instructions",
  "source_id",
] as const;
const moneyColumns = ["discount", "tax", "covered"] as const;
// The view is computed.
const columns = ["public_id", "modifiers", ...plainColumns, ...moneyColumns, ...ledgerColumns.slice(0, -1)].join(", ");

/** The items of an order, in the order of their creation. */
export async function fetchItems(db: Database, order: WithAmounts<OrderKey>, tx?: Transaction): Promise<OrderItem[]> {
  const form = { columns: `order_id, ${columns}`, end: "ORDER BY place" };
  const key = { store_id: order.store_id, order_id: order.id };
  return toItems(order, await findRows<ItemRow & { order_id: number }>(db, "order_items", key, tx, form));
}

/** The items of several orders of a store, by the orders' integer keys. */
export async function fetchItemsOf(
  db: Database,
  store_id: number,
  orders: readonly WithAmounts<{ order_id: number }>[],
): Promise<Map<number, OrderItem[]>> {
  if (orders.length === 0) return new Map();
  const rows = await db.rows<ItemRow & { order_id: number }>(
    `SELECT order_id, ${columns} FROM order_items
     WHERE store_id = ? AND order_id IN (${marks(orders)}) ORDER BY order_id, place`,
    [store_id, ...orders.map(({ order_id }) => order_id)],
  );
  const byOrder = Map.groupBy(rows, ({ order_id }) => order_id);
  return new Map(orders.map((order) => [order.order_id, toItems(order, byOrder.get(order.order_id) ?? [])]));
}

function toItems(order: Amounts, rows: readonly ItemRow[]): OrderItem[] {
  const money = moneyOf(order, rows);
  return rows.map((row, index) => toItem(row, money[index] as Money));
}

// Written out: an order's lines are what a read of it costs most.
function toItem(row: ItemRow, { discount, tax, worth }: Money): OrderItem {
  const { product_id, sku, name, quantity, unit_price, total, special_instructions, source_id } = row;
  const pieces: Pieces = {
    claimed: row.claimed_quantity,
    packed: row.packed_quantity,
    shipped: row.shipped_quantity,
    delivered: row.delivered_quantity,
    requested: row.requested_quantity,
    returned: row.returned_quantity - row.replaced_quantity,
    replaced: row.replaced_quantity,
    lost: row.lost_quantity,
    cancelled: row.cancelled_quantity,
  };
  const { fulfilled_quantity, cancelled_quantity, returned_quantity } = viewsOf(pieces);
  const modifiers = row.modifiers === null ? [] : (readJson<OrderItemModifier[]>(row.modifiers) ?? []);
  return {
    id: row.public_id,
    product_id,
    sku,
    name,
    quantity,
    pieces,
    fulfilled_quantity,
    cancelled_quantity,
    returned_quantity,
    unit_price,
    total,
    discount,
    tax,
    worth,
    source_id,
    modifiers,
    special_instructions,
  };
}

const ledgerOf = (pieces: Pieces): Ledger => ({
  ...(Object.fromEntries(pieceStates.map((state) => [`${state}_quantity`, pieces[state]])) as Record<Column, number>),
  ...viewsOf(pieces),
});

/** The rows of an order's items. */
export const itemRows = ({ store_id, id: order_id }: OrderKey, items: readonly OrderItem[]): Row[] =>
  items.map(({ id, modifiers, pieces, worth, ...item }, place) => ({
    ...item,
    covered: item.source_id === null ? null : worth,
    ...ledgerOf(pieces),
    store_id,
    order_id,
    place,
    public_id: id,
    modifiers: writeJson(modifiers.length > 0 ? modifiers : null),
  }));

/** Writes where the pieces of an order's lines are by now, in one statement. */
export async function updatePieces(
  db: Database,
  tx: Transaction,
  { store_id, id }: OrderKey,
  before: readonly OrderItem[],
  after: readonly OrderItem[],
): Promise<void> {
  const changed = after.flatMap((item, place) => {
    const from = before[place];
    return !from || from === item ? [] : [{ id, place, from: ledgerOf(from.pieces), to: ledgerOf(item.pieces) }];
  });
  if (changed.length === 0) return;
  await writeTogether(tx, `pieces ${store_id}`, changed, async (orders) => {
    const all = orders.flat();
    const cases = all.map(() => "WHEN order_id = ? AND place = ? THEN ?").join(" ");
    // A case for each line and column is what the engine reads and compares most: of columns that stay there is none.
    const changing = ledgerColumns.filter((column) => all.some((line) => line.to[column] !== line.from[column]));
    if (changing.length === 0) return orders.map(() => undefined);
    const sets = changing.map((column) => `${column} = CASE ${cases} ELSE ${column} END`);
    const values = changing.flatMap((column) => all.flatMap((line) => [line.id, line.place, line.to[column]]));
    const ids = [...new Set(all.map((line) => line.id))];
    const text = `UPDATE order_items SET ${sets.join(", ")} WHERE store_id = ? AND order_id IN (${marks(ids)})`;
    await db.run(text, [...values, store_id, ...ids], tx, orders.length > 1 ? "text" : "prepared");
    return orders.map(() => undefined);
  });
}
