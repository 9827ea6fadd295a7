import { AssertionError } from "chai";
import type { Parsed } from "../harness/http.ts";

/** What the surfaces show of one order. */
export interface Views {
  /** The merchant's detail. */
  order: Parsed;
  /** The shopper's detail. */
  own: Parsed;
  decimals: number;
}

/** Checks that pieces and money of an order add up, in every view of it. */
export function assertWhole({ order, own, decimals }: Views): void {
  for (const item of order.items) assertPieces(order, item);
  assertStatuses(order);
  assertMoney(order, decimals);
  assertShopper(order, own, decimals);
}

// Chai's chains are too slow for as many checks as these.
function must(actual: unknown, label = "a view") {
  const assert = (holds: boolean, wanted: unknown) => {
    if (!holds) throw new AssertionError(`${label}: expected ${actual} to be ${wanted}`);
  };
  return {
    equal: (wanted: unknown) => assert(actual === wanted, wanted),
    /** And not below zero. */
    beAtMost: (most: number) => assert(Number(actual) >= 0 && Number(actual) <= most, `at most ${most}`),
  };
}

const sumOf = (list: Parsed[], of: (each: Parsed) => number) => list.reduce((sum, each) => sum + of(each), 0);

const inParcels = (order: Parsed, status: string, id: string) =>
  sumOf(
    order.fulfillments.filter((each: Parsed) => each.status === status).flatMap(({ items }: Parsed) => items),
    (item) => (item.id === id ? item.quantity : 0),
  );

const inReturns = (order: Parsed, statuses: string[], id: string) =>
  sumOf(
    order.returns.filter((each: Parsed) => statuses.includes(each.status)).flatMap(({ items }: Parsed) => items),
    (item) => (item.item_id === id ? item.quantity : 0),
  );

function assertPieces(order: Parsed, item: Parsed): void {
  const { id, quantity, fulfilled_quantity: fulfilled, cancelled_quantity: cancelled, lost_quantity: lost } = item;
  const { shipped_quantity: shipped, delivered_quantity: delivered, replaced_quantity: replaced } = item;
  const { return_requested_quantity: requested, returned_quantity: returned } = item;
  for (const [name, count] of Object.entries(item))
    if (name.endsWith("quantity")) must(count, `${id} ${name}`).beAtMost(quantity);
  must(fulfilled + cancelled + lost, `${id} as ordered`).beAtMost(quantity);
  must(shipped, `${id} shipped`).equal(inParcels(order, "shipped", id));
  must(delivered + requested + returned, `${id} delivered`).equal(inParcels(order, "delivered", id));
  must(fulfilled, `${id} fulfilled`).equal(
    inParcels(order, "pending", id) + shipped + delivered + requested + returned,
  );
  must(lost, `${id} lost`).beAtMost(inParcels(order, "lost", id));
  must(requested, `${id} asked back`).equal(inReturns(order, ["requested", "approved"], id));
  must(returned, `${id} returned`).equal(inReturns(order, ["received"], id));
  must(replaced, `${id} replaced`).beAtMost(returned);
}

function assertStatuses({ items, status, fulfillment_status }: Parsed): void {
  const fulfilled = sumOf(items, (item) => item.fulfilled_quantity);
  const whole = sumOf(items, (item) => item.quantity - item.cancelled_quantity);
  const expected = fulfilled === 0 ? "unfulfilled" : fulfilled === whole ? "fulfilled" : "partial";
  must(fulfillment_status, "fulfillment_status").equal(expected);
  if (status === "shipped" || status === "delivered") must(fulfilled, status).equal(whole);
  if (status === "delivered") must(sumOf(items, (item) => item.shipped_quantity)).equal(0);
  if (status === "cancelled") must(fulfilled).equal(0);
}

function assertMoney(order: Parsed, decimals: number): void {
  const units = (amount: number) => Math.round(amount * 10 ** decimals);
  const worth = (item: Parsed) => units(item.total) - units(item.discount) + units(item.tax);
  const known = sumOf(order.items, worth) + units(order.shipping.cost) + units(order.tip);
  must(known, "the lines' money").equal(units(order.grand_total));
  const captured = sumOf(order.payments, (payment) => units(payment.captured));
  const made = order.refunds.filter(({ status }: Parsed) => status !== "failed");
  const refunded = sumOf(made, (refund) => units(refund.amount));
  must(refunded, "refunded").beAtMost(captured);
  const expected = refunded === 0 ? "paid" : refunded < captured ? "partially_refunded" : "refunded";
  if (captured > 0) must(order.financial_status).equal(expected);
  for (const { id, amount, lines } of order.refunds)
    must(
      sumOf(lines, (line) => units(line.amount)),
      `the lines of ${id}`,
    ).equal(units(amount));
  for (const item of order.items) {
    const lines = made.flatMap((refund: Parsed) => refund.lines).filter(({ line }: Parsed) => line === item.id);
    must(
      sumOf(lines, (line) => units(line.amount)),
      `refunded of ${item.id}`,
    ).beAtMost(worth(item));
    must(
      sumOf(lines, ({ quantity }) => quantity ?? 0),
      `refunded pieces of ${item.id}`,
    ).beAtMost(item.quantity);
  }
}

function assertShopper(order: Parsed, own: Parsed, decimals: number): void {
  const units = (amount: number) => Math.round(amount * 10 ** decimals);
  must(own.status).equal(order.status);
  must(own.financial_status).equal(order.financial_status);
  must(own.fulfillment_status).equal(order.fulfillment_status);
  const made = order.refunds.filter(({ status }: Parsed) => status !== "failed");
  must(units(own.amount_refunded)).equal(sumOf(made, (refund) => units(refund.amount)));
  const fields = ["cancelled_quantity", "delivered_quantity", "returned_quantity", "lost_quantity", "tax", "discount"];
  for (const [index, item] of order.items.entries())
    for (const field of fields) must(own.items[index][field], field).equal(item[field]);
  const away = sumOf(
    order.items,
    (item) => item.shipped_quantity + item.delivered_quantity + item.return_requested_quantity + item.returned_quantity,
  );
  must(own.is_cancellation_allowed).equal(["pending", "confirmed"].includes(order.status) && away === 0);
  must(own.is_return_allowed).equal(sumOf(order.items, (item) => item.delivered_quantity) > 0);
}
