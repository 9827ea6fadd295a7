import { expect } from "chai";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { piecesLedger } from "../../../services/orders/migrations/0006-pieces.ts";

type Lines = [quantity: number, fulfilled?: number, cancelled?: number, returned?: number][];
type Parts = [state: string, ...quantities: number[]][];

/** Orders as the release before the ledger has kept them: lines, fulfilments and returns. */
const orders: { status: string; lines: Lines; sent?: Parts; asked?: Parts; pieces: Row[] }[] = [
  { status: "pending", lines: [[3]], pieces: [{}] },
  {
    status: "confirmed",
    lines: [[3, 2]],
    sent: [
      ["pending", 1],
      ["shipped", 1],
      ["claimed", 1],
      ["cancelled", 3],
    ],
    pieces: [{ packed: 1, shipped: 1, claimed: 1 }],
  },
  { status: "processing", lines: [[3, 2], [2]], sent: [["delivered", 2]], pieces: [{ delivered: 2 }, {}] },
  {
    status: "shipped",
    lines: [[3, 3], [2]],
    sent: [
      ["delivered", 1],
      ["shipped", 2],
    ],
    pieces: [{ shipped: 2, delivered: 1 }, { shipped: 2 }],
  },
  {
    status: "delivered",
    lines: [[3, 3, 0, 1], [2]],
    sent: [["delivered", 3]],
    asked: [
      ["claimed", 1],
      ["returned", 1],
      ["released", 1],
    ],
    pieces: [{ delivered: 1, requested: 1, returned: 1 }, { delivered: 2 }],
  },
  {
    status: "refunded",
    lines: [[3, 3]],
    sent: [["delivered", 3]],
    asked: [["claimed", 2]],
    pieces: [{ delivered: 1, requested: 2 }],
  },
  { status: "cancelled", lines: [[3, 0, 3]], sent: [["cancelled", 3]], pieces: [{ cancelled: 3 }] },
];

const states = ["claimed", "packed", "shipped", "delivered", "requested", "returned", "replaced", "lost", "cancelled"];

/** Checks what the migration makes of older orders, also when it is run again. */
export async function checkPiecesMigration(db: Database): Promise<void> {
  await transaction(db, async (tx) => {
    for (const [index, { status, lines, sent = [], asked = [] }] of orders.entries()) {
      const order_id = index + 1;
      const of = { store_id: 1, order_id };
      const times = { created_at: 1, updated_at: 1 };
      const items = (quantities: number[]) =>
        JSON.stringify(quantities.map((quantity, line) => ({ item_id: `oit_${line}`, quantity })));
      await db.insert(
        "orders",
        { ...plain, id: order_id, public_id: `ord_${order_id}`, order_number: `A-${order_id}`, status },
        tx,
      );
      for (const [place, [quantity, fulfilled = 0, cancelled = 0, returned = 0]] of lines.entries()) {
        const counts = {
          quantity,
          fulfilled_quantity: fulfilled,
          cancelled_quantity: cancelled,
          returned_quantity: returned,
        };
        const line = { public_id: `oit_${place}`, product_id: "item_1", sku: "S", name: "N", ...counts };
        await db.insert("order_items", { ...of, place, ...line }, tx);
      }
      for (const [part, [state, ...quantities]] of sent.entries())
        await db.insert(
          "order_fulfillments",
          { ...of, ...times, fulfillment_id: `ful_${part}`, state, items: items(quantities) },
          tx,
        );
      for (const [part, [state, ...quantities]] of asked.entries())
        await db.insert(
          "order_returns",
          { ...of, ...times, return_id: `ret_${part}`, state, items: items(quantities) },
          tx,
        );
    }
  });
  for (let time = 1; time <= 2; time++) {
    await piecesLedger.up({ db } as Parameters<typeof piecesLedger.up>[0]);
    const rows = await db.rows<Row & { order_id: number }>("SELECT * FROM order_items ORDER BY order_id, place");
    const found = [...Map.groupBy(rows, ({ order_id }) => order_id).values()].map((lines) => lines.map(piecesOf));
    expect(found, `run ${time}`).to.deep.equal(orders.map(({ pieces }) => pieces));
    const sql = "SELECT fulfillment_status FROM orders WHERE status IN ('shipped', 'delivered')";
    for (const row of await db.rows(sql)) expect(row).to.deep.equal({ fulfillment_status: "fulfilled" });
  }
}

const piecesOf = (row: Row) =>
  Object.fromEntries(states.map((state) => [state, row[`${state}_quantity`]]).filter(([, quantity]) => quantity !== 0));

const plain = {
  store_id: 1,
  tenant_id: "ten_1",
  payment_status: "captured",
  financial_status: "paid",
  fulfillment_status: "unfulfilled",
  currency: "BDT",
  payment_method: "card",
};
