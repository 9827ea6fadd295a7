import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { ulid } from "ulid";
import { inParallel } from "../../support/load.ts";
import { joinCluster, type LoadActions } from "../../support/load-actions.ts";
import { Balancer } from "../../support/load-balancer.ts";
import { demo, ownServers, secondOfEach } from "../../support/load-cluster.ts";
import { type LoadOrder, Orders } from "../../support/load-orders.ts";
import { until } from "../../support/until.ts";

const atOnce = 6;

// Of the two processes of each service one, or with ROLL=all both.
describe("a rolling restart", () => {
  let cluster: Awaited<ReturnType<typeof secondOfEach>>;
  let actions: LoadActions;

  before(async function () {
    this.timeout(180_000);
    cluster = await secondOfEach();
    actions = await joinCluster((await ownServers()).natsUrl);
  });
  after(async function () {
    this.timeout(90_000);
    await actions?.stop();
    await cluster?.stop();
  });

  it("of every service in turn fails no request", async function () {
    this.timeout(1_200_000);
    const balancer = new Balancer(cluster.urls, demo.merchant());
    await balancer.start();
    const orders = new Orders(actions);
    await orders.stock(10_000);
    const made: LoadOrder[] = [];
    await inParallel(150, 6, async () => {
      made.push(await orders.make());
    });
    const rolling = process.env.ROLL === "all" ? cluster.processes : cluster.second;
    let stop = false;
    const load = inParallel(atOnce, atOnce, async () => {
      // So many users, not as many requests as the machine bears: that would only delay the restarts.
      for (; !stop; await wait(100)) await onePlan(balancer, made.pop()?.order);
    });
    for (const part of rolling) {
      await part.restart();
      await until(() => balancer.ready.size === cluster.urls.length, 30_000);
    }
    stop = true;
    await load;
    balancer.stop();
    const tries = balancer.tries();
    const failed = tries.filter(({ status }) => status < 200 || status >= 300);
    const slowest = Math.max(...tries.map(({ ms }) => ms));
    console.log(`      ${rolling.length} restarts, ${tries.length} requests, the slowest ${slowest.toFixed(0)} ms`);
    expect(failed).to.deep.equal([]);
    expect(tries.length).to.be.above(200);
  });
});

async function onePlan(
  balancer: Balancer,
  order: { id: string; items: { id: string; quantity: number }[] } | undefined,
) {
  const made = await balancer.send("POST", `${demo.base}/customers`, { email: `${ulid().toLowerCase()}@example.com` });
  if (made.status === 201) await balancer.send("GET", `${demo.base}/customers/${made.body.id}`);
  await balancer.send("GET", `${demo.base}/orders?limit=5&status=confirmed`);
  if (!order) return;
  const path = `${demo.base}/orders/${order.id}`;
  const items = order.items.map(({ id, quantity }) => ({ id, quantity }));
  await balancer.send("PATCH", `${path}/status`, { status: "confirmed", notify_customer: true });
  await balancer.send("POST", `${path}/fulfillments`, { items });
  await balancer.send("GET", path);
  await balancer.send("POST", `${path}/cancel`, { reason: "other", refund: true });
}
