import { newId } from "../../../mixins/values/ids.ts";
import type { PricedCart } from "../../../services/contracts.ts";
import { orderNumber, stateOf } from "../../../services/orders/orders.rules.ts";
import type { Caller } from "../authenticate.ts";
import type { Connected, Db } from "../connection.ts";
import { insert, keepAnswer, logEvents, refuse, retried, timelineRows } from "../orders/locked.ts";
import type { OrderRow } from "../orders/rows.ts";
import { type Buyer, countOrder, fetchBuyer } from "./buyer.ts";
import { told } from "./event.ts";
import { pay } from "./pay.ts";
import { type CartBody, price } from "./price.ts";
import { sell } from "./sell.ts";
import { placedView } from "./views.ts";

/** The body of an order; the bench uses no addresses and redemptions. */
export interface OrderBody extends CartBody {
  customer_id: string;
  order_type: string;
  payment_method_id: string;
}

/** Places an order: payment, totals, stock, number and order in one transaction, the most contended rows last. */
export async function place(db: Db, caller: Caller, body: OrderBody, key: string | undefined) {
  const { shop } = caller;
  const [buyer, priced] = await Promise.all([fetchBuyer(db, shop, body.customer_id), price(db, shop, body)]);
  if (!buyer) throw refuse(404, "customer_not_found");
  return retried(() =>
    db.transaction(async (tx) => {
      const public_id = newId("ord");
      const now = Date.now();
      const { payment, events: paid } = await pay(tx, caller, {
        order_id: public_id,
        amount: priced.total,
        now,
        ...body,
      });
      await countOrder(tx, shop, body.customer_id, { order_id: public_id, amount: priced.total, now });
      const sold = await sell(tx, shop, public_id, priced.items, now);
      const order = await insertOrder(tx, caller, { public_id, now, body, buyer, priced });
      const items = await insertItems(tx, order, priced);
      const { order_number, grand_total } = order;
      const created = told(
        "order.created",
        "order",
        public_id,
        { ...statuses, order_number, grand_total },
        { data: null },
      );
      const known = { ...order, revision: 0 };
      await insert(tx, "order_timeline", timelineRows(caller, known, [created, ...paid], now));
      await logEvents(tx, caller, [created, ...paid, ...sold, changed(public_id)], now);
      const view = placedView(order, { items, payment }, shop);
      await keepAnswer(tx, { key, action: "place", subject: body.customer_id, result: view });
      return view;
    }),
  );
}

const changed = (public_id: string) =>
  told("order.payment_changed", "order", public_id, { payment_status: "captured", financial_status: "paid" });

interface Placing {
  public_id: string;
  now: number;
  body: OrderBody;
  buyer: Buyer;
  priced: PricedCart;
}

const statuses = {
  status: "confirmed",
  payment_status: "captured",
  financial_status: "paid",
  fulfillment_status: "unfulfilled",
} as const;

async function insertOrder(tx: Connected, { shop }: Caller, { public_id, now, body, buyer, priced }: Placing) {
  const { store_id, tenant_id } = shop;
  const { sub_total, discount, tax, shipping, tip, total: grand_total } = priced;
  const number = await takeNumber(tx, store_id);
  const columns = {
    public_id,
    store_id,
    tenant_id,
    number,
    order_number: orderNumber(number),
    customer_id: body.customer_id,
    ...statuses,
    state: stateOf(statuses),
    currency: shop.currency,
    sub_total,
    discount,
    tax,
    shipping,
    tip,
    grand_total,
    payment_method: "card",
    location_id: body.location_id,
    order_type: body.order_type,
    contact: JSON.stringify(buyer),
    version: 2,
    revision: 3,
    created_at: now,
    updated_at: now,
  };
  const names = Object.keys(columns);
  const { insertId } = await tx.run(
    `INSERT INTO orders (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
    Object.values(columns),
  );
  await tx.run(
    `INSERT INTO order_counts (store_id, kind, shard, total) VALUES (?, 0, ?, 1)
     ON DUPLICATE KEY UPDATE total = total + 1`,
    [store_id, Math.floor(Math.random() * 16)],
  );
  const empty = { scheduled_at: null, tags: null, note: null, shipping_method: null, shipping_address: null };
  return { ...empty, cancel_reason_details: null, ...columns, id: insertId } as OrderRow;
}

async function takeNumber(tx: Connected, store_id: number): Promise<number> {
  const { insertId } = await tx.run(
    "UPDATE order_counters SET last_number = LAST_INSERT_ID(last_number + 1) WHERE store_id = ?",
    [store_id],
  );
  return insertId;
}

async function insertItems(tx: Connected, { store_id, id: order_id }: OrderRow, { items }: PricedCart) {
  const rows = items.map(({ tax_class: _class, track_stock: _track, ...item }, place) => ({
    ...item,
    place,
    public_id: newId("oit"),
    modifiers: item.modifiers.length === 0 ? null : JSON.stringify(item.modifiers),
    fulfilled_quantity: 0,
    cancelled_quantity: 0,
    returned_quantity: 0,
    shipped_quantity: 0,
    delivered_quantity: 0,
    requested_quantity: 0,
    replaced_quantity: 0,
    lost_quantity: 0,
  }));
  await insert(
    tx,
    "order_items",
    rows.map((row) => ({ store_id, order_id, ...row })),
  );
  return rows;
}
