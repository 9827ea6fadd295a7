import type { Placed, Told } from "./answers.ts";
import type { History } from "./history.ts";
import { linearises } from "./linearise.ts";
import { ofMoney } from "./money.ts";
import type { Query } from "./query.ts";
import { producers } from "./settle.ts";
import { type Goods, onHand } from "./shop.ts";
import type { Order, Violation } from "./violation.ts";

/** Everything that the database must say after a run, compared with what clients were told. */
export async function violations(query: Query, goods: Goods, told: Told, history: History): Promise<Violation[]> {
  const orders = await query.rows<Order>(
    "orders",
    `SELECT public_id, order_number, customer_id, status, grand_total, financial_status FROM orders
     WHERE store_id = 22 AND location_id = ?`,
    [goods.location_id],
  );
  const byId = new Map(orders.map((order) => [order.public_id, order]));
  return [
    ...ofPlacing(orders, byId, told),
    ...(await ofMoney(query, orders, told, history)),
    ...(await ofStock(query, goods, byId, told)),
    ...(await ofMessages(query, orders, told)),
    ...(await ofDeadLetters(query)),
    ...(await ofPoints(query)),
    ...(await ofCounts(query)),
    ...(await ofWorkflows(query)),
    ...ofHistory(history),
  ];
}

// Each answered placing is one order; nobody has one that was refused, but for a withdrawn one.
function ofPlacing(orders: Order[], byId: Map<string, Order>, told: Told): Violation[] {
  const answered = new Set(told.placed.map(({ id }) => id));
  const lost = told.placed
    .filter(({ id }) => !byId.has(id))
    .map(({ id }) => ({ what: "an answered order is lost", order: id }));
  const doubled = orders
    .filter(({ public_id, customer_id, status }) => {
      return !answered.has(public_id) && status !== "cancelled" && !told.unanswered.has(customer_id);
    })
    .map(({ public_id }) => ({ what: "an order that nobody was told of", order: public_id }));
  const numbers = new Set(orders.map(({ order_number }) => order_number));
  return [...lost, ...doubled, ...(numbers.size < orders.length ? [{ what: "an order number was given twice" }] : [])];
}

// What is on the shelf is what was there, less what orders hold that are not cancelled, and what came back of them.
async function ofStock(query: Query, goods: Goods, byId: Map<string, Order>, told: Told): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const { sku } of goods.products) {
    const [level] = await query.rows<{ on_hand: number | string; reserved: number | string }>(
      "inventory",
      "SELECT SUM(on_hand) AS on_hand, SUM(reserved) AS reserved FROM stock_levels WHERE store_id = 22 AND sku = ?",
      [sku],
    );
    const sold = told.placed
      .filter(({ id }) => byId.get(id)?.status !== "cancelled")
      .flatMap(({ lines }: Placed) => lines.filter((line) => line.sku === sku))
      .reduce((sum, { quantity }) => sum + quantity, 0);
    const back = told.received.filter((piece) => piece.sku === sku);
    const sure = back.filter(({ isSure }) => isSure).length;
    const { on_hand, reserved } = { on_hand: Number(level?.on_hand), reserved: Number(level?.reserved) };
    const [least, most] = [onHand - sold + sure, onHand - sold + back.length];
    const isLess = on_hand < least && told.unanswered.size === 0;
    if (isLess || on_hand > most || reserved !== 0)
      found.push({ what: `${sku}: ${on_hand} on hand for ${least} to ${most}, ${reserved} reserved` });
  }
  return found;
}

// Whoever was told that an order is cancelled got one mail that says so.
async function ofMessages(query: Query, orders: Order[], told: Told): Promise<Violation[]> {
  const sent = await query.rows<{ order_id: string; n: number }>(
    "notifications",
    "SELECT order_id, COUNT(*) AS n FROM notifications WHERE store_id = 22 AND occasion = 'order_cancelled' GROUP BY order_id",
  );
  const mails = new Map(sent.map(({ order_id, n }) => [order_id, Number(n)]));
  const ours = new Set(told.placed.map(({ id }) => id));
  const failed = await query.rows<{ n: number }>(
    "notifications",
    "SELECT COUNT(*) AS n FROM notifications WHERE state = 'failed'",
  );
  return [
    ...orders
      .filter(({ public_id }) => ours.has(public_id))
      .filter(({ public_id, status }) => (mails.get(public_id) ?? 0) !== (status === "cancelled" ? 1 : 0))
      .map(({ public_id, status }) => ({ what: `${status}: ${mails.get(public_id) ?? 0} mails`, order: public_id })),
    ...(Number(failed[0]?.n) > 0 ? [{ what: `${failed[0]?.n} messages were given up` }] : []),
  ];
}

// No event was given up by whoever subscribes to it; that the event log has them all is waited for before.
async function ofDeadLetters(query: Query): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const service of producers) {
    const [dead] = await query.rows<{ n: number }>(service, `SELECT COUNT(*) AS n FROM ${service}_dead_letters`);
    if (Number(dead?.n) > 0) found.push({ what: `${service}: ${dead?.n} dead letters` });
  }
  return found;
}

async function ofPoints(query: Query): Promise<Violation[]> {
  const wrong = await query.rows<{ customer_id: string }>(
    "loyalty",
    `SELECT a.customer_id FROM loyalty_accounts a WHERE a.store_id = 22 AND a.balance <>
     COALESCE((SELECT SUM(t.points) FROM loyalty_transactions t WHERE t.store_id = a.store_id AND t.account_id = a.id), 0)`,
  );
  return wrong.map(({ customer_id }) => ({ what: `${customer_id} has other points than its ledger` }));
}

// Counts that are kept beside their rows.
async function ofCounts(query: Query): Promise<Violation[]> {
  const counted: [string, string, string][] = [
    ["orders", "orders", "order_counts"],
    ["customers", "customers", "customer_counts"],
  ];
  const found: Violation[] = [];
  for (const [service, table, counter] of counted) {
    const [rows] = await query.rows<{ n: number }>(service, `SELECT COUNT(*) AS n FROM ${table} WHERE store_id = 22`);
    const [kept] = await query.rows<{ n: number }>(
      service,
      `SELECT SUM(total) AS n FROM ${counter} WHERE store_id = 22`,
    );
    if (Number(rows?.n) !== Number(kept?.n))
      found.push({ what: `${table}: ${rows?.n} rows are counted as ${kept?.n}` });
  }
  return found;
}

async function ofWorkflows(query: Query): Promise<Violation[]> {
  const stuck = await query.rows<{ public_id: string; workflow: string; subject: string }>(
    "orchestra",
    "SELECT public_id, workflow, subject FROM workflow_runs WHERE state NOT IN ('completed', 'failed')",
  );
  return stuck.map(({ public_id, workflow, subject }) => ({
    what: `${workflow} ${public_id} did not end`,
    order: subject,
  }));
}

function ofHistory(history: History): Violation[] {
  const byOrder = Map.groupBy(history.acts, ({ order }) => order);
  return [...byOrder]
    .filter(([, acts]) => !linearises(acts))
    .map(([order]) => ({ what: "its acts have no sequence that explains their answers", order }));
}
