import { expect } from "chai";
import { ulid } from "ulid";
import { signToken } from "../../services/auth/tokens.ts";
import type { OrderDetail } from "../../services/contracts.ts";
import type { Parsed } from "./harness/http.ts";
import { Client, type Outcome } from "./load.ts";
import type { LoadActions } from "./load-actions.ts";
import { demo } from "./load-cluster.ts";
import { detailOf, mailsTo, type Orders } from "./load-orders.ts";
import { until } from "./until.ts";

const store = { store_id: 22, tenant_id: "ten_demo" };

/** What a shopper does with an order: returns all or some of it, cancels it, or pays again. */
export type ReturnOperation = "refund" | "part" | "replace" | "reject" | "cancel" | "retry";

export const returnOperations: ReturnOperation[] = ["refund", "replace", "part", "cancel", "reject", "retry"];

/** An order of a test, its customer, and their operation. */
export interface Returned {
  order: OrderDetail;
  email: string;
  operation: ReturnOperation;
}

/** Creates an order as an operation needs it, and runs the operation; every request is retried until it succeeds. */
export async function doReturn(
  merchant: Client,
  orders: Orders,
  actions: LoadActions,
  operation: ReturnOperation,
): Promise<Returned> {
  const made = { ...(await (operation === "retry" ? makeDeclined(orders, actions) : orders.make())), operation };
  const shopper = new Client(merchant.url, shopperOf(made.order));
  const own = `/orders/${made.order.order_number}`;
  // What a client reads is never older than the last write that was answered: so is what is cached meanwhile.
  await must(shopper.insist("GET", own));
  if (operation === "cancel") {
    const body = { cancellation_reason: "Ordered twice.", refund_mode: "original_payment_mode" };
    expect((await must(shopper.insist("POST", `${own}/cancel`, body))).body.status).to.equal("cancelled");
  } else if (operation === "retry") {
    const paid = await must(shopper.insist("POST", `${own}/retry-payment`, { payment_method_id: "pm_card_ok" }));
    expect(paid.body).to.include({ payment_status: "captured", is_retry_available: false });
  } else await sendBack(merchant, shopper, made);
  merchant.tries.push(...shopper.tries);
  return made;
}

async function sendBack(merchant: Client, shopper: Client, { order, operation }: Returned): Promise<void> {
  await must(merchant.insist("PATCH", `${demo.base}/orders/${order.id}/status`, { status: "delivered" }));
  const return_items = order.items
    .slice(0, operation === "refund" ? 2 : 1)
    .map(({ id: item_id, product_id, sku, quantity }) => ({
      item_id,
      product_id,
      sku,
      quantity: operation === "refund" ? quantity : 1,
      resolution: operation === "replace" ? "replacement" : "refund",
      return_reason: "Chipped.",
    }));
  const own = `/orders/${order.order_number}`;
  const { body } = await must(shopper.insist("POST", `${own}/return`, { return_items }));
  const path = `${demo.base}/returns/${body.id}`;
  if (operation === "reject") await must(merchant.insist("PATCH", path, { action: "reject" }));
  else {
    await must(merchant.insist("PATCH", path, { action: "approve" }));
    await must(merchant.insist("PATCH", path, { action: "receive" }));
  }
  const now = await must(shopper.insist("GET", `${own}/return/${body.id}`));
  expect(now.body.status).to.equal(operation === "reject" ? "rejected" : "received");
}

async function must(asked: Promise<Outcome>): Promise<Outcome> {
  const outcome = await asked;
  if (outcome.status >= 300) throw new Error(`Answered ${outcome.status} ${JSON.stringify(outcome.body)}`);
  return outcome;
}

const shopperOf = ({ customer_id }: OrderDetail) => ({
  Authorization: `Bearer ${signToken("storefront", { sub: customer_id ?? "", store_id: store.store_id }, 3_600)}`,
});

async function makeDeclined(orders: Orders, { insist }: LoadActions) {
  const made = await orders.make("pm_card_declined");
  const ref = { store_id: store.store_id, order_id: made.order.id };
  const { payment_status, financial_status } = await insist("payments.ofOrder", ref);
  await insist("orders.recordPayment", { ...ref, idempotency_key: ulid(), payment_status, financial_status });
  return made;
}

/** Checks that every effect of the operation on the order happened once. */
export async function assertReturned(client: Client, { insist }: LoadActions, done: Returned): Promise<void> {
  const { order, email, operation } = done;
  const wanted = { ...untouched, ...outcomes[operation] };
  const now = await detailOf(client, order);
  const refunds = now.refunds.map(({ amount }: Parsed) => amount);
  const seen = {
    status: now.status,
    payment_status: now.payment_status,
    financial_status: now.financial_status,
    refunds,
    returned: now.items.map(({ returned_quantity }: Parsed) => returned_quantity),
    returns: now.returns.map(({ status, refund_amount }: Parsed) => [status, refund_amount]),
    captured: now.payments.map(({ captured }: Parsed) => captured),
  };
  const { points, mails, replacements, ...told } = wanted;
  expect(seen, `${order.id} ${operation}`).to.deep.equal(told);
  const theirs = await client.insist("GET", `${demo.base}/orders?customer_id=${order.customer_id}`);
  expect(theirs.body.data, `${order.id} ${operation}`).to.have.length(1 + replacements);
  for (const other of theirs.body.data.filter(({ id }: Parsed) => id !== order.id))
    expect([other.id, other.grand_total]).to.deep.equal([now.returns[0].replacement_order_id, 0]);
  await untilEqual(
    () => mailsTo(client, email).then(({ length }) => length),
    mails,
    `mails of ${order.id} ${operation}`,
  );
  const member = { store_id: store.store_id, customer_id: order.customer_id ?? "" };
  const balance = () => insist("loyalty.status", member).then(({ points_balance }) => points_balance);
  await untilEqual(balance, points, `points of ${order.id} ${operation}`);
}

async function untilEqual(read: () => Promise<number>, wanted: number, about: string): Promise<void> {
  await until(async () => (await read()) === wanted, 60_000).catch(() => undefined);
  expect(await read(), about).to.equal(wanted);
}

const untouched = {
  status: "delivered",
  payment_status: "captured",
  financial_status: "paid",
  refunds: [] as number[],
  returned: [0, 0],
  returns: [] as [string, number | null][],
  captured: [30],
  /** What 30.00 earned when it was delivered, less what went back. */
  points: 30,
  mails: 0,
  replacements: 0,
};

const outcomes: Record<ReturnOperation, Partial<typeof untouched>> = {
  refund: {
    financial_status: "refunded",
    refunds: [30],
    returned: [2, 1],
    returns: [["received", 30]],
    points: 0,
    mails: 3,
  },
  part: {
    financial_status: "partially_refunded",
    refunds: [10],
    returned: [1, 0],
    returns: [["received", 10]],
    points: 20,
    mails: 3,
  },
  replace: { returned: [1, 0], returns: [["received", null]], mails: 3, replacements: 1 },
  reject: { returns: [["rejected", null]], mails: 2 },
  cancel: { status: "cancelled", financial_status: "refunded", refunds: [30], points: 0, mails: 1 },
  retry: { status: "pending", captured: [0, 30], points: 0 },
};

/** What an operation adds to the stock, or takes from it, for each of the order's items. */
export const shelved: Record<ReturnOperation, [number, number]> = {
  refund: [2, 1],
  part: [1, 0],
  replace: [0, 0],
  reject: [0, 0],
  cancel: [2, 1],
  retry: [0, 0],
};
