import { expect } from "chai";
import { ulid } from "ulid";
import type { Cluster } from "../../../cli/cluster/cluster.ts";
import type { Parsed } from "../../support/harness/http.ts";
import { Client, inParallel } from "../../support/load.ts";
import { joinCluster, type LoadActions } from "../../support/load-actions.ts";
import { demo, ownCluster } from "../../support/load-cluster.ts";
import { detailOf, type LoadOrder, mailsTo, Orders, shelfOf } from "../../support/load-orders.ts";
import { until } from "../../support/until.ts";

const atOnce = 32;
const writers = 64;
// SECONDS=30 for a longer run.
const seconds = Number(process.env.SECONDS ?? 5);

describe("orders that many change at once", () => {
  let cluster: Cluster;
  let actions: LoadActions;
  let orders: Orders;
  let client: Client;

  before(async function () {
    this.timeout(120_000);
    cluster = await ownCluster();
    actions = await joinCluster(cluster.servers.natsUrl);
    orders = new Orders(actions);
    await orders.stock(100);
    client = new Client(cluster.urls[0] ?? "", demo.merchant());
  });
  after(() => actions?.stop());

  const countsOf = (statuses: number[]) => {
    const counts: Record<number, number> = {};
    for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  };

  async function race(work: (index: number) => Promise<{ status: number; body: Parsed }>) {
    const answers = await Promise.all(Array.from({ length: atOnce }, (_, index) => work(index)));
    return { counts: countsOf(answers.map(({ status }) => status)), answers };
  }

  it(`cancels once when ${atOnce} ask at once`, async function () {
    this.timeout(60_000);
    const before = await shelfOf(client, orders.skus);
    const { order, email } = await orders.make();
    const body = { reason: "customer_request", refund: true, notify_customer: true };
    const { counts, answers } = await race(() => client.insist("POST", `${demo.base}/orders/${order.id}/cancel`, body));
    expect(counts).to.deep.equal({ 200: 1, 409: atOnce - 1 });
    const codes = new Set(answers.filter(({ status }) => status === 409).map((answer) => answer.body.code));
    expect([...codes]).to.deep.equal(["order_already_cancelled"]);
    const now = await detailOf(client, order);
    expect(now.refunds.map(({ amount }: Parsed) => amount)).to.deep.equal([30]);
    expect(await mailsTo(client, email)).to.have.length.below(2);
    const after = await shelfOf(client, orders.skus);
    const back = orders.skus.reduce((sum, sku) => sum + (after[sku] ?? 0) - (before[sku] ?? 0), 0);
    expect(back).to.equal(3);
  });

  it("fulfils the last three pieces once, however many ask for one", async function () {
    this.timeout(60_000);
    const { order } = await orders.make();
    const [item] = order.items.filter(({ quantity }) => quantity === 2);
    const [other] = order.items.filter(({ quantity }) => quantity === 1);
    const { counts } = await race((index) => {
      const items = [{ id: (index % 2 ? item : other)?.id, quantity: 1 }];
      return client.insist("POST", `${demo.base}/orders/${order.id}/fulfillments`, { items });
    });
    expect(counts).to.deep.equal({ 201: 3, 422: atOnce - 3 });
    const now = await detailOf(client, order);
    expect(now.fulfillment_status).to.equal("fulfilled");
    expect(now.items.map((each: Parsed) => each.fulfilled_quantity)).to.deep.equal([2, 1]);
    expect(now.fulfillments.filter(({ status }: Parsed) => status !== "cancelled")).to.have.length(3);
  });

  it("lets a cancellation and a parcel's departure exclude each other", async function () {
    this.timeout(120_000);
    await inParallel(20, 5, async () => {
      const { order } = await orders.make();
      const path = `${demo.base}/orders/${order.id}`;
      const items = order.items.map(({ id, quantity }) => ({ id, quantity }));
      const { body: fulfillment } = await client.insist("POST", `${path}/fulfillments`, { items });
      const [cancelled, shipped] = await Promise.all([
        client.insist("POST", `${path}/cancel`, { reason: "other", refund: true }),
        client.insist("PATCH", `${path}/fulfillments/${fulfillment.id}`, { status: "shipped" }),
      ]);
      expect([cancelled.status, shipped.status].sort(), JSON.stringify([cancelled.body, shipped.body])).to.deep.equal([
        200, 409,
      ]);
      const now = await detailOf(client, order);
      const won = cancelled.status === 200 ? ["cancelled", "cancelled", 30] : ["shipped", "shipped", 0];
      const refunded = now.refunds.reduce((sum: number, { amount }: Parsed) => sum + amount, 0);
      expect([now.status, now.fulfillments[0].status, refunded]).to.deep.equal(won);
    });
  });

  it(`keeps stock above zero and clients free of deadlocks, with ${writers} writers on 8 SKUs`, async function () {
    this.timeout((seconds + 60) * 1000);
    const skus = Array.from({ length: 8 }, (_, index) => `RACE-${index}-${ulid()}`);
    const store = { store_id: 22, tenant_id: "ten_demo" };
    for (const sku of skus)
      await actions.insist("inventory.set", { ...store, sku, on_hand: 50, idempotency_key: ulid() });
    const end = Date.now() + seconds * 1000;
    const outcomes: Record<string, number> = {};
    await inParallel(writers, writers, async () => {
      while (Date.now() < end) {
        const lines = skus
          .filter(() => Math.random() < 0.5)
          .map((sku) => ({ sku, quantity: 1 + Math.floor(Math.random() * 3) }));
        const held = { ...store, reference: ulid() };
        const outcome = await actions
          .insist("inventory.reserve", { ...held, lines: shuffled(lines), idempotency_key: ulid() })
          .then(() => "reserved")
          .catch(({ type }) => String(type));
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        if (outcome !== "reserved") continue;
        if (Math.random() < 0.8) await actions.insist("inventory.release", { ...held, idempotency_key: ulid() });
        else {
          await actions.insist("inventory.commit", { ...held, idempotency_key: ulid() });
          await actions.insist("inventory.restore", {
            ...store,
            reference: `${held.reference}/back`,
            lines,
            idempotency_key: ulid(),
          });
        }
      }
    });
    console.log("     ", outcomes);
    expect(
      Object.keys(outcomes).filter((outcome) => outcome !== "reserved" && outcome !== "out_of_stock"),
    ).to.deep.equal([]);
    expect(outcomes.reserved).to.be.above(10);
    for (const sku of skus) {
      const { on_hand, reserved, available } = await actions.insist("inventory.get", { store_id: 22, sku });
      expect({ sku, on_hand, reserved, available }).to.deep.equal({ sku, on_hand: 50, reserved: 0, available: 50 });
    }
  });

  function shuffled<T>(items: T[]): T[] {
    return items
      .map((item) => [Math.random(), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  }

  it("holds a retried cancellation to one, whichever gateway is asked", async function () {
    this.timeout(60_000);
    const { order }: LoadOrder = await orders.make();
    const key = ulid();
    const body = { reason: "fraud", refund: true, refund_amount: 12.5 };
    const tries = await Promise.all(
      Array.from({ length: 8 }, () => client.once("POST", `${demo.base}/orders/${order.id}/cancel`, body, key)),
    );
    const last = await until(async () => {
      const again = await client.once("POST", `${demo.base}/orders/${order.id}/cancel`, body, key);
      return again.body?.code === "request_in_progress" || again.status === 503 ? undefined : again;
    });
    expect(last.status).to.equal(200);
    for (const { status, body: told } of tries) {
      if (status === 200) expect(told).to.deep.equal(last.body);
      else if (status !== 503) expect(told.code).to.equal("request_in_progress");
    }
    const now = await detailOf(client, order);
    expect(now.refunds.map(({ amount }: Parsed) => amount)).to.deep.equal([12.5]);
    expect(now.financial_status).to.equal("partially_refunded");
  });
});
