import { expect } from "chai";
import type { Cluster } from "../../../cli/cluster/cluster.ts";
import { inShortCluster, shortCluster } from "../../support/kills/cluster.ts";
import { untilNothingRuns } from "../../support/kills/running.ts";
import { killAtEach, planKills } from "../../support/kills/victims.ts";
import { Client, inParallel } from "../../support/load.ts";
import { joinCluster, type LoadActions } from "../../support/load-actions.ts";
import { demo } from "../../support/load-cluster.ts";
import { Orders, shelfOf } from "../../support/load-orders.ts";
import { assertReturned, doReturn, type Returned, returnOperations, shelved } from "../../support/load-returns.ts";

const onHand = 100_000;
const chains = 4;

// Steps that change nothing, and those that do.
const reads = ["orders.findByNumber", "orders.getWithReturns", "orders.getReturn", "payments.ofOrder", "cache.delete"];
const writes = [
  "orders.requestReturn",
  "orders.moveReturn",
  "inventory.reserve",
  "inventory.commit",
  "inventory.restore",
  "payments.refund",
  "orders.settleReturn",
  "orders.recordPayment",
  "notifications.notify",
  "orders.cancel",
  "payments.authorize",
];

// Where a workflow's own process dies: with a call on its way, and with an answer that it has made nothing of. And where
// the process of a step dies: before it does anything, and after it has and nobody knows.
const boundaries = [
  ...[...reads, ...writes].flatMap((name) => [`orchestra ${name}:asked`, `orchestra ${name}:answered`]),
  ...writes.flatMap((name) => [`${name.split(".")[0]} ${name}:taken`, `${name.split(".")[0]} ${name}:done`]),
];

describe("returns, killed at every boundary of every step", () => {
  let cluster: Cluster;
  let actions: LoadActions;
  let orders: Orders;

  before(async function () {
    this.timeout(120_000);
    cluster = await shortCluster();
    actions = await joinCluster(cluster.servers.natsUrl);
    orders = new Orders(actions);
    await orders.stock(onHand);
  });
  after(() => actions?.stop());

  it("end whole: refunded or replaced once, on the shelf once, points taken back once, notified once", async function () {
    this.timeout(1_800_000);
    const client = new Client(cluster.urls[0] ?? "", demo.merchant());
    const plan = planKills(boundaries);
    const done: Returned[] = [];
    const since = Date.now();
    let stop = false;
    const load = inParallel(chains, chains, async (chain) => {
      for (let count = chain; !stop; count++) {
        const operation = returnOperations[count % returnOperations.length] ?? "refund";
        done.push(await doReturn(client, orders, actions, operation));
      }
    });
    // A story that goes wrong ends the test at once, not after the last death.
    await Promise.race([load, killAtEach(plan, inShortCluster(cluster))]);
    stop = true;
    await load;
    const seconds = (Date.now() - since) / 1000;
    await untilNothingRuns(actions);
    await inParallel(done.length, 4, async (index) => assertReturned(client, actions, done[index] as Returned));
    await assertShelf(client, done);
    console.log(`      ${done.length} orders, ${plan.length} kills, ${seconds.toFixed(0)} s; tries`, client.count());
    expect(client.wrong()).to.deep.equal([]);
    expect(Math.max(...client.tries.map(({ ms }) => ms))).to.be.below(15_000);
  });

  async function assertShelf(client: Client, done: Returned[]): Promise<void> {
    const expected = Object.fromEntries(orders.skus.map((sku) => [sku, onHand]));
    for (const { order, operation } of done)
      for (const [at, { sku }] of order.items.entries())
        expected[sku] = (expected[sku] ?? 0) + (shelved[operation][at] ?? 0);
    expect(await shelfOf(client, orders.skus)).to.deep.equal(expected);
    for (let after: string | undefined | null; after !== null; ) {
      const asked = { store_id: 22, limit: 500, ...(after ? { after } : {}) };
      const { wrong, next } = await actions.insist("inventory.check", asked);
      expect(wrong).to.deep.equal([]);
      after = next;
    }
  }
});
