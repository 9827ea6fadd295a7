import { currencyDecimals } from "../../mixins/values/currency.ts";
import type { OrderTally } from "../contracts.ts";
import { type AccountLedger, openLedger, post, returnPoints, type Source } from "./account-ledger.ts";
import { isRefunded, pointsOf } from "./loyalty.rules.ts";
import { type Owner, saveAccount, spendingOf } from "./store/accounts.ts";
import { type OrderRow, openOrder, removeOrder, saveOrder } from "./store/orders.ts";
import { programOf } from "./store/programs.ts";
import { spentOn } from "./store/redemptions.ts";

/** An order and its store. */
export type OfOrder = Omit<Owner, "customer_id"> & Pick<OrderRow, "order_id">;

/** What an event adds to the known state of an order. */
export type OrderUpdate =
  | { tally: OrderTally; version: number; delivered?: boolean; cancelled?: boolean; all_back?: boolean }
  | { refunded: number; goods?: { amount: number; of: number } };

/**
 * Applies an event to the known state of an order, and brings the ledger to what the order has earned according to it.
 * The result does not depend on the order of events or on repeats.
 */
export async function applyToOrder(source: Source, of: OfOrder, update: OrderUpdate): Promise<void> {
  const { db, tx } = source;
  const known = await openOrder(db, tx, of.store_id, of.order_id);
  const order = updated(known, update);
  if (!order.delivered && order.points === 0) return writeUnearned(source, of, order);
  if (order.delivered && !known.delivered) {
    const { enabled, points_per_unit } = await programOf(db, of.store_id, tx);
    order.points_per_unit = enabled ? points_per_unit : 0;
  }
  if (isNews(order) && !(await settle(source, of, order))) return;
  await saveOrder(db, tx, order);
}

const updated = (known: OrderRow, update: OrderUpdate): OrderRow =>
  "refunded" in update ? withRefund(known, update) : withTally(known, update);

const isNews = (order: OrderRow) =>
  order.customer_id !== "" && Boolean(order.delivered || order.cancelled || order.all_back || isRefunded(plain(order)));

// An order that has earned nothing: its state is all there is to write, unless points were spent on it that go back. Whether
// that is so, and whether its customer is erased, is asked after the write: so an erasure in progress is waited for, and a
// later one waits for this and finds the row.
async function writeUnearned(source: Source, of: OfOrder, order: OrderRow): Promise<void> {
  const { db, tx } = source;
  await saveOrder(db, tx, order);
  if (order.customer_id === "") return;
  const { store_id, order_id, customer_id } = order;
  const { erased, spent } = await spendingOf(db, tx, { store_id, customer_id }, order_id);
  if (erased) await removeOrder(db, tx, order);
  else if (spent && isNews(order)) await settle(source, of, order);
}

function withRefund(known: OrderRow, { refunded, goods }: Extract<OrderUpdate, { refunded: number }>): OrderRow {
  if (!goods) return { ...known, refunded: known.refunded + refunded };
  return { ...known, goods: goods.of, goods_refunded: known.goods_refunded + goods.amount };
}

const plain = (order: OrderRow) => ({ ...order, delivered: order.delivered === 1 });

function withTally(
  known: OrderRow,
  { tally, version, delivered, cancelled, all_back }: Extract<OrderUpdate, { tally: OrderTally }>,
) {
  const { order_number, customer_id, net_sales, grand_total, currency } = tally;
  const newest = { order_number, customer_id, net_sales, grand_total, currency, version };
  return {
    ...known,
    ...(version > known.version ? newest : {}),
    delivered: known.delivered || (delivered ? 1 : 0),
    cancelled: known.cancelled || (cancelled ? 1 : 0),
    all_back: known.all_back || (all_back ? 1 : 0),
  };
}

// False for the order of an erased customer, of whom nothing is stored.
async function settle(source: Source, of: OfOrder, order: OrderRow): Promise<boolean> {
  const ledger = await openLedger(source, { ...of, customer_id: order.customer_id });
  if (!ledger) return false;
  if (order.cancelled || order.all_back || isRefunded(plain(order))) await returnSpent(ledger, order);
  const decimals = ledger.program.currency_decimals ?? currencyDecimals(order.currency);
  const points = pointsOf(plain(order), decimals);
  await adjustTo(ledger, order, points);
  return true;
}

// A redemption whose value was paid out in money is not returned as points as well: its points wait until the whole
// order is refunded.
async function returnSpent(ledger: AccountLedger, order: OrderRow): Promise<void> {
  for (const spent of await spentOn(ledger.db, ledger.tx, ledger.account, order.order_id))
    if (!spent.paid_out || isRefunded(plain(order))) await returnPoints(ledger, spent);
}

async function adjustTo(ledger: AccountLedger, order: OrderRow, points: number): Promise<void> {
  const difference = points - order.points;
  if (difference === 0) return;
  order.points = points;
  order.postings += 1;
  if (difference > 0) {
    order.earned_year ||= ledger.account.year;
    await earn(ledger, order, difference);
  } else await takeBack(ledger, order, -difference);
}

const referenceOf = ({ order_id, postings }: OrderRow) => `order:${order_id}:${postings}`;

// Owed points are subtracted by a line of their own, so that each line shows what it was for.
async function earn(ledger: AccountLedger, order: OrderRow, points: number): Promise<void> {
  const { order_id, order_number } = order;
  const description = `Order #${order_number}`;
  const { id } = await post(ledger, { type: "earn", points, description, order_id, reference: referenceOf(order) });
  const paid = Math.min(ledger.account.owed, points);
  if (paid === 0) return;
  ledger.account.owed -= paid;
  const reference = `owed:${id}`;
  await post(ledger, { type: "earn", points: -paid, description: "Points of refunded orders, taken back", reference });
}

// Points that were spent already cannot be subtracted: they are owed, and the balance stays at zero.
async function takeBack(ledger: AccountLedger, order: OrderRow, points: number): Promise<void> {
  const { account } = ledger;
  const there = Math.min(account.balance, points);
  account.owed += points - there;
  const { order_id, order_number, earned_year: year } = order;
  if (there === 0) return saveAccount(ledger.db, ledger.tx, account, 0);
  const description = `Refund of order #${order_number}`;
  await post(ledger, { type: "earn", points: -there, description, order_id, reference: referenceOf(order), year });
}
