import { expect } from "chai";
import type { Cluster } from "../../../cli/cluster/cluster.ts";
import type { Parsed } from "../../support/harness/http.ts";
import { inCluster } from "../../support/kills/cluster.ts";
import { untilNothingRuns } from "../../support/kills/running.ts";
import { killAtEach, planKills } from "../../support/kills/victims.ts";
import { Client, inParallel } from "../../support/load.ts";
import { joinCluster, type LoadActions } from "../../support/load-actions.ts";
import { demo, ownCluster } from "../../support/load-cluster.ts";
import { detailOf, type LoadOrder, mailsTo, type Operation, Orders, shelfOf } from "../../support/load-orders.ts";
import { until } from "../../support/until.ts";

const onHand = 100_000;
const chains = 6;

// Where a workflow's own process dies: with a call on its way, and with an answer that it has made nothing of.
const asks = [
  "orders.getWithItems",
  "orders.previewFulfillment",
  "payments.ofOrder",
  "orders.cancel",
  "payments.refund",
  "inventory.restore",
  "shipments.cancel",
  "orders.recordPayment",
  "orders.setStatus",
  "orders.bulkSetStatus",
  "orders.claimFulfillment",
  "shipments.create",
  "orders.confirmFulfillment",
  "shipments.record",
  "orders.fulfil",
  "notifications.notify",
  "cache.delete",
];
const reads = ["orders.getWithItems", "orders.previewFulfillment", "payments.ofOrder", "cache.delete"];
// Where the process of a step dies: before it does anything, and after it has and nobody knows.
const does = asks.filter((name) => !reads.includes(name));

const boundaries = [
  ...asks.flatMap((name) => [`orchestra ${name}:asked`, `orchestra ${name}:answered`]),
  ...does.flatMap((name) => [`${name.split(".")[0]} ${name}:taken`, `${name.split(".")[0]} ${name}:done`]),
];

interface Done extends LoadOrder {
  operation: Operation;
}

describe("orders, killed at every boundary of every step", () => {
  let cluster: Cluster;
  let actions: LoadActions;
  let orders: Orders;

  before(async function () {
    this.timeout(120_000);
    cluster = await ownCluster();
    actions = await joinCluster(cluster.servers.natsUrl);
    orders = new Orders(actions);
    await orders.stock(onHand);
  });
  after(() => actions?.stop());

  it("end whole: refunded, restocked and notified once", async function () {
    this.timeout(900_000);
    const client = new Client(cluster.urls[0] ?? "", demo.merchant());
    const plan = planKills(boundaries);
    const done: Done[] = [];
    const since = Date.now();
    let stop = false;
    const load = inParallel(chains, chains, async (chain) => {
      for (let count = chain; !stop; count++) {
        const made = { ...(await orders.make()), operation: operations[count % operations.length] ?? "cancel" };
        await doTo(client, made);
        done.push(made);
      }
    });
    await killAtEach(plan, inCluster(cluster)).finally(() => {
      stop = true;
    });
    await load;
    const seconds = (Date.now() - since) / 1000;
    await untilNothingRuns(actions);
    for (const made of done) await assertWhole(client, made);
    await assertStock(client, actions, orders, done);
    console.log(`      ${done.length} orders, ${plan.length} kills, ${seconds.toFixed(0)} s; tries`, client.count());
    expect(client.wrong()).to.deep.equal([]);
    // Many orders at once may take longer than one.
    const single = client.tries.filter(({ path }) => !path.endsWith("/bulk")).map(({ ms }) => ms);
    expect(Math.max(...single)).to.be.below(15_000);
  });
});

const operations: Operation[] = ["cancel", "fulfil", "status", "bulk_fulfil", "bulk_status", "cancel"];

async function doTo(client: Client, { order, operation }: Done): Promise<void> {
  const path = `${demo.base}/orders/${order.id}`;
  const items = order.items.map(({ id, quantity }) => ({ id, quantity }));
  const many = (action: string, data: object) =>
    client.insist("PATCH", `${demo.base}/orders/bulk`, { order_ids: [order.id], action, data });
  const fulfil = (body: object) => must(client.insist("POST", `${path}/fulfillments`, { items, ...body }));
  if (operation === "fulfil") await fulfil({ notify_customer: true });
  // A courier is claimed for before it is booked.
  if (operation === "cancel") await fulfil({ notify_customer: false, provider_id: "sandbox" });
  const cancel = { reason: "customer_request", refund: true, restock: true, notify_customer: true };
  if (operation === "cancel") await must(client.insist("POST", `${path}/cancel`, cancel));
  if (operation === "status")
    await must(client.insist("PATCH", `${path}/status`, { status: "processing", notify_customer: true }));
  if (operation === "bulk_fulfil") await must(many("fulfill", { notify_customers: true }));
  if (operation === "bulk_status") await must(many("update_status", { status: "confirmed", notify_customers: true }));
}

async function must(asked: Promise<{ status: number; body: Parsed }>): Promise<void> {
  const { status, body } = await asked;
  if (status >= 300 || body.success === false) throw new Error(`Answered ${status} ${JSON.stringify(body)}`);
}

async function assertWhole(client: Client, { order, email, operation }: Done): Promise<void> {
  const now = await detailOf(client, order);
  const mails = await until(async () => {
    const subjects = await mailsTo(client, email);
    return subjects.length > 0 ? subjects : undefined;
  }, 60_000);
  expect(mails, `${order.id} ${operation}: ${mails}`).to.have.length(1);
  const open = now.fulfillments.filter(({ status }: Parsed) => status !== "cancelled");
  const refunded = now.refunds.reduce((sum: number, { amount }: Parsed) => sum + amount, 0);
  const seen = {
    status: now.status,
    fulfillment_status: now.fulfillment_status,
    financial_status: now.financial_status,
    fulfillments: open.length,
    fulfilled: now.items.map(({ fulfilled_quantity }: Parsed) => fulfilled_quantity),
    cancelled: now.items.map(({ cancelled_quantity }: Parsed) => cancelled_quantity),
    refunded,
    changes: now.timeline.filter(({ type }: Parsed) => type === "order.status_changed").length,
  };
  expect(seen, `${order.id} ${operation}`).to.deep.equal({ ...untouched, ...wanted[operation] });
}

const untouched = {
  status: "pending",
  fulfillment_status: "unfulfilled",
  financial_status: "paid",
  fulfillments: 0,
  fulfilled: [0, 0],
  cancelled: [0, 0],
  refunded: 0,
  changes: 0,
};

const fulfilled = { fulfillment_status: "fulfilled", fulfillments: 1, fulfilled: [2, 1] };

const wanted: Record<Operation, Partial<typeof untouched>> = {
  cancel: { status: "cancelled", financial_status: "refunded", cancelled: [2, 1], refunded: 30 },
  fulfil: fulfilled,
  bulk_fulfil: fulfilled,
  status: { status: "processing", changes: 1 },
  bulk_status: { status: "confirmed", changes: 1 },
};

async function assertStock(client: Client, { insist }: LoadActions, orders: Orders, done: Done[]): Promise<void> {
  const expected = Object.fromEntries(orders.skus.map((sku) => [sku, onHand]));
  for (const { order, operation } of done) {
    if (operation !== "cancel") continue;
    for (const { sku, quantity } of order.items) expected[sku] = (expected[sku] ?? 0) + quantity;
  }
  expect(await shelfOf(client, orders.skus)).to.deep.equal(expected);
  for (let after: string | undefined | null; after !== null; ) {
    const { wrong, next } = await insist("inventory.check", { store_id: 22, limit: 500, ...(after ? { after } : {}) });
    expect(wrong).to.deep.equal([]);
    after = next;
  }
}
