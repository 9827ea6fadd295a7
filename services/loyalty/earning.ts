import { currencyDecimals } from "../../mixins/values/currency.ts";
import type { OrderTally } from "../contracts.ts";
import { type AccountLedger, openLedger, post, type Source } from "./account-ledger.ts";
import { pointsOf } from "./loyalty.rules.ts";
import { returnPoints } from "./returning.ts";
import { saveAccount } from "./store/accounts.ts";
import { lockOrder, type OrderRow, saveOrder } from "./store/orders.ts";
import { programOf } from "./store/programs.ts";
import { spentOn } from "./store/redemptions.ts";

/** Whose order it is. */
export interface OfOrder {
  store_id: number;
  tenant_id: string;
  order_id: string;
}

/** What an event adds to what is known of an order. */
export type Told =
  | { tally: OrderTally; version: number; delivered?: boolean; cancelled?: boolean }
  | { refunded: number };

/**
 * Takes over what an event tells of an order, and brings the ledger to what the order has earned by all that is known of
 * it: events may come late, twice or out of order.
 */
export async function applyToOrder(source: Source, of: OfOrder, told: Told): Promise<void> {
  const known = await lockOrder(source.db, source.tx, of.store_id, of.order_id);
  const order = "refunded" in told ? { ...known, refunded: known.refunded + told.refunded } : withTally(known, told);
  if (order.delivered && !known.delivered) {
    const { enabled, points_per_unit } = await programOf(source.db, of.store_id, source.tx);
    order.points_per_unit = enabled ? points_per_unit : 0;
  }
  const isNews = order.customer_id !== "" && (order.delivered || order.cancelled);
  if (isNews && !(await settle(source, of, order))) return;
  await saveOrder(source.db, source.tx, order);
}

function withTally(known: OrderRow, { tally, version, delivered, cancelled }: Extract<Told, { tally: OrderTally }>) {
  const { order_number, customer_id, net_sales, grand_total, currency } = tally;
  const newest =
    version > known.version ? { order_number, customer_id, net_sales, grand_total, currency, version } : {};
  return {
    ...known,
    ...newest,
    delivered: known.delivered || (delivered ? 1 : 0),
    cancelled: known.cancelled || (cancelled ? 1 : 0),
  };
}

// False for the order of a customer who was erased: nothing is kept of it.
async function settle(source: Source, of: OfOrder, order: OrderRow): Promise<boolean> {
  const ledger = await openLedger(source, { ...of, customer_id: order.customer_id });
  if (!ledger) return false;
  if (order.cancelled) await returnSpent(ledger, order);
  await bringTo(
    ledger,
    order,
    pointsOf({ ...order, delivered: order.delivered === 1 }, currencyDecimals(order.currency)),
  );
  return true;
}

// What was given for them in money is not given twice: those points wait until all of the order's money went back.
async function returnSpent(ledger: AccountLedger, { order_id, refunded, grand_total }: OrderRow): Promise<void> {
  for (const spent of await spentOn(ledger.db, ledger.tx, ledger.account, order_id))
    if (!spent.paid_out || refunded >= grand_total) await returnPoints(ledger, spent);
}

async function bringTo(ledger: AccountLedger, order: OrderRow, points: number): Promise<void> {
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

// What is owed is paid by a line of its own, so that each says what it was for.
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

// What is gone already cannot be taken: it is owed, and the balance stays at nothing.
async function takeBack(ledger: AccountLedger, order: OrderRow, points: number): Promise<void> {
  const { account } = ledger;
  const there = Math.min(account.balance, points);
  account.owed += points - there;
  const { order_id, order_number, earned_year: year } = order;
  if (there === 0) return saveAccount(ledger.db, ledger.tx, account, 0);
  const description = `Refund of order #${order_number}`;
  await post(ledger, { type: "earn", points: -there, description, order_id, reference: referenceOf(order), year });
}
