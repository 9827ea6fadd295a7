import { addColumns } from "../../../mixins/db/columns.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/**
 * The ledger of each line: where its pieces are, and its part of discount and tax. The parts of older orders stay null:
 * they follow from the order's amounts. The pieces of older orders are those of their fulfilments and returns; what was
 * told to be shipped or delivered is so, whether there was a fulfilment or not.
 */
export const piecesLedger: Migration = {
  name: "0006-pieces",
  async up({ db }) {
    const states = ["claimed", "packed", "shipped", "delivered", "requested", "replaced", "lost"];
    const ledger = states.map((state) => [`${state}_quantity`, "INTEGER NOT NULL DEFAULT 0"]);
    const money = {
      discount: "BIGINT NULL",
      tax: "BIGINT NULL",
      covered: "BIGINT NULL",
      source_id: "VARCHAR(40) NULL",
    };
    await addColumns(db, "order_items", { ...Object.fromEntries(ledger), ...money });
    // Of a replacement: the order whose payment it is covered by.
    await addColumns(db, "orders", { funded_by: "VARCHAR(40) NULL" });
    if (db.dialect === "mariadb")
      await db.rows(
        "ALTER TABLE order_fulfillments MODIFY state VARCHAR(24) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL",
      );
    const stores = await db.rows<Range>(
      "SELECT store_id, MIN(id) AS first, MAX(id) AS last FROM orders GROUP BY store_id",
    );
    for (const { store_id, first, last } of stores)
      for (let from = first; from <= last; from += rangeSize)
        await fillRange(db, { store_id, first: from, last: Math.min(last, from + rangeSize - 1) });
  },
};

interface Range {
  store_id: number;
  first: number;
  last: number;
}

interface Part {
  order_id: number;
  state: string;
  items: string;
}

const rangeSize = 5_000;

async function fillRange(db: Database, { store_id, first, last }: Range): Promise<void> {
  const range = [store_id, first, last];
  const within = "p.store_id = ? AND p.order_id BETWEEN ? AND ?";
  const sent = await db.rows<Part>(
    `SELECT p.order_id, p.state, p.items FROM order_fulfillments p JOIN orders o ON o.id = p.order_id
     WHERE ${within} AND o.status NOT IN ('delivered', 'cancelled') AND p.state <> 'cancelled'`,
    range,
  );
  const asked = await db.rows<Part>(
    `SELECT p.order_id, p.state, p.items FROM order_returns p WHERE ${within} AND p.state = 'claimed'`,
    range,
  );
  const writes = [...sent.map((part) => ({ ...part, column: columnOf[part.state] })), ...asked.map(toRequested)];
  for (const [order_id, parts] of Map.groupBy(writes, (part) => part.order_id))
    await fillOrder(db, { store_id, order_id }, parts);
  await fillTold(db, range);
}

const columnOf: Record<string, string> = {
  claimed: "claimed_quantity",
  pending: "packed_quantity",
  shipped: "shipped_quantity",
  delivered: "delivered_quantity",
};

const toRequested = (part: Part) => ({ ...part, column: "requested_quantity" });

async function fillOrder(
  db: Database,
  { store_id, order_id }: { store_id: number; order_id: number },
  parts: readonly (Part & { column?: string })[],
): Promise<void> {
  const lines = new Map<string, Record<string, number>>();
  for (const { column = "packed_quantity", items } of parts)
    for (const { item_id, quantity } of JSON.parse(items) as { item_id: string; quantity: number }[]) {
      const line = lines.get(item_id) ?? {};
      lines.set(item_id, { ...line, [column]: (line[column] ?? 0) + quantity });
    }
  for (const [item_id, { delivered_quantity = 0, ...line }] of lines) {
    // What came back or is to come back was delivered first.
    const back = line.requested_quantity ?? 0;
    const columns = Object.entries(line);
    await db.run(
      `UPDATE order_items SET ${columns.map(([column]) => `${column} = ?, `).join("")}
         delivered_quantity = CASE WHEN ? > returned_quantity THEN ? - returned_quantity ELSE 0 END
       WHERE store_id = ? AND order_id = ? AND public_id = ?`,
      [
        ...columns.map(([, quantity]) => quantity),
        delivered_quantity - back,
        delivered_quantity - back,
        store_id,
        order_id,
        item_id,
      ],
    );
  }
}

async function fillTold(db: Database, range: number[]): Promise<void> {
  const within = "store_id = ? AND order_id BETWEEN ? AND ?";
  for (const status of ["delivered", "shipped"])
    await db.run(
      `UPDATE order_items SET ${status}_quantity = quantity - cancelled_quantity - returned_quantity
         - requested_quantity - claimed_quantity - packed_quantity
         - ${status === "delivered" ? "shipped_quantity" : "delivered_quantity"},
         fulfilled_quantity = quantity - cancelled_quantity
       WHERE ${within} AND quantity > cancelled_quantity + returned_quantity AND EXISTS (SELECT 1 FROM orders o
         WHERE o.store_id = order_items.store_id AND o.id = order_items.order_id AND o.status = '${status}')`,
      range,
    );
  await db.run(
    `UPDATE orders SET fulfillment_status = 'fulfilled', state = state - state % 10 + 2
     WHERE store_id = ? AND id BETWEEN ? AND ? AND status IN ('shipped', 'delivered')
       AND fulfillment_status <> 'fulfilled' AND EXISTS (SELECT 1 FROM order_items i
         WHERE i.store_id = orders.store_id AND i.order_id = orders.id AND i.quantity > i.cancelled_quantity)`,
    range,
  );
}
