import { expect } from "chai";
import { ulid } from "ulid";
import type { ClusterProcess } from "../../../cli/cluster/cluster.ts";
import type { Parsed } from "../../support/harness/http.ts";
import { untilNothingRuns } from "../../support/kills/running.ts";
import { Client } from "../../support/load.ts";
import { joinCluster, type LoadActions } from "../../support/load-actions.ts";
import { demo, ownServers, secondOfEach } from "../../support/load-cluster.ts";
import { detailOf, type LoadOrder, mailsTo, Orders } from "../../support/load-orders.ts";
import { type EngineName, Links } from "../../support/network/links.ts";
import { sendUntil } from "../../support/network/sent.ts";
import { until } from "../../support/until.ts";
import { clientsOf, newCustomer, openShop } from "../../torture/shop.ts";

const deadlineMs = 13_000;
// A call has five seconds, and a little.
const callMs = 5_500;
// Both processes of a service are asked within so many requests.
const several = 12;

describe("the network between processes and engines", function () {
  this.timeout(180_000);
  let cluster: Awaited<ReturnType<typeof secondOfEach>>;
  let links: Links;
  let actions: LoadActions;
  let orders: Orders;

  before(async () => {
    const servers = await ownServers();
    links = new Links(servers);
    cluster = await secondOfEach(["api", "orchestra", "orders", "payments", "cache"], links);
    actions = await joinCluster(servers.natsUrl);
    orders = new Orders(actions);
    await orders.stock(100_000);
  });
  after(async () => {
    await actions?.stop();
    await cluster?.stop();
    links?.shut();
  });

  const second = (name: string) => cluster.second.find((part) => part.name === name) as ClusterProcess;
  const linkOf = (name: string, engine: EngineName) => links.of(second(name), engine);
  const clients = () => cluster.urls.map((url) => new Client(url, demo.merchant()));
  const pathOf = ({ order }: LoadOrder) => `${demo.base}/orders/${order.id}`;

  // First, since others leave connections to the database that are ended when they are used.
  it("is silent between a gateway, a cache and Redis: details are read from the database without delay, and never old", async () => {
    const [direct, client] = clients() as [Client, Client];
    const order = await orders.make();
    const path = pathOf(order);
    await detailOf(client, order.order);
    const cut = (["api", "cache"] as const).map((name) => linkOf(name, "redis"));
    await Promise.all(cut.map((link) => link.silence("both", "taken")));
    for (let count = 0; count < 3 * several; count++) await client.once("GET", path);
    const slow = client.tries.filter(({ ms }) => ms > 500);
    console.log(
      `      tries ${JSON.stringify(client.count())}, ${slow.length} above 0.5 s, longest ${client.longest().toFixed(0)} ms`,
    );
    expect(client.count()).to.deep.equal({ 200: 3 * several + 1 });
    expect(client.longest()).to.be.below(2_500);
    expect(slow.length).to.be.below(several);
    const changing = direct.insist("PATCH", `${path}/status`, { status: "processing", note: "new" });
    await Promise.all(cut.map((link) => link.heal()));
    expect((await changing).status).to.equal(200);
    for (let count = 0; count < several; count++) expect((await detailOf(client, order.order)).note).to.equal("new");
  });

  it("loses answers to commits: a repeated request has one effect and the same answer", async () => {
    const url = cluster.urls[1] ?? "";
    const { staff, merchant } = clientsOf(url);
    const goods = await openShop(url);
    const customer = await newCustomer(merchant);
    const line = { menu_item_id: goods.products[0]?.id, quantity: 1 };
    const { location_id } = goods;
    const placing = {
      customer_id: customer.id,
      location_id,
      order_type: "PICKUP",
      items: [line],
      payment_method_id: "pm_card_ok",
    };
    const lost = (name: string, action: string) => linkOf(name, "database").loseAnswerTo("COMMIT", action);
    const made: LoadOrder[] = [];
    const ofNew = async (path: string, body: object) => {
      const order = await orders.make();
      made.push(order);
      return { client: merchant, method: "POST", path: `${pathOf(order)}${path}`, body };
    };
    const cancelling = { reason: "customer_request", refund: true, restock: true, notify_customer: true };
    const all = await Promise.all([
      sendUntil(lost("orders", "orders.create"), async () => ({
        client: staff,
        method: "POST",
        path: "/api/v1/customers/orders",
        body: placing,
      })),
      sendUntil(lost("payments", "payments.refund"), () => ofNew("/refunds", { amount: 5, reason: "goodwill" })),
      sendUntil(lost("orders", "orders.cancel"), () => ofNew("/cancel", cancelling)),
    ]);
    const [placed, refunded, cancelled] = all;
    console.log(`      ${placed.length} placed, ${refunded.length} refunded, ${cancelled.length} cancelled`);
    const other = new Client(cluster.urls[0] ?? "", {});
    for (const { client, method, path, body, key, answer } of all.flat())
      expect(await other.once(method, path, body, key, client.as), path).to.deep.equal(answer);
    await untilNothingRuns(actions);
    const { body: listed } = await merchant.insist("GET", `${demo.base}/orders?customer_id=${customer.id}&limit=100`);
    expect(listed.data.map(({ id }: Parsed) => id)).to.have.members(placed.map(({ answer }) => answer.body.id));
    for (const order of made) {
      const { status, refunds, financial_status } = await detailOf(merchant, order.order);
      const amounts = refunds.map(({ amount }: Parsed) => amount);
      if (status === "cancelled") expect([amounts, financial_status]).to.deep.equal([[30], "refunded"]);
      else expect(amounts).to.deep.equal([5]);
      expect(await mailsTo(merchant, order.email)).to.have.length(status === "cancelled" ? 1 : 0);
    }
    expect([...merchant.wrong(), ...staff.wrong()]).to.deep.equal([]);
  });

  it("is silent between a process and the database: its calls end in time, its sibling serves, and so does it afterwards", async () => {
    const [client = clients()[0]] = clients();
    const order = await orders.make();
    const link = linkOf("orders", "database");
    await link.silence("both", "taken");
    const since = performance.now();
    let over = false;
    const reading = Array.from({ length: 4 }, async (_, reader) => {
      const body = { status: "processing", note: String(reader) };
      while (!over) {
        await client?.once("GET", `${demo.base}/orders?limit=1`);
        await client?.once("PATCH", `${pathOf(order)}/status`, body, ulid());
      }
    });
    await until(() => performance.now() - since > callMs);
    await link.heal({ lost: true });
    const healed = performance.now();
    over = true;
    await Promise.all(reading);
    expect(client?.longest()).to.be.below(deadlineMs);
    expect(client?.wrong()).to.deep.equal([]);
    expect(client?.count()[200] ?? 0, "answered meanwhile").to.be.above(10);
    await untilServes("orders", order);
    console.log(
      `      tries ${JSON.stringify(client?.count())}, serves ${(performance.now() - healed).toFixed(0)} ms after`,
    );
    expect(performance.now() - healed).to.be.below(8_000);
  });

  it("is silent between processes and NATS: others go on for them, nothing is done twice, and they are called again", async () => {
    const [client, ofCut] = clients() as [Client, Client];
    const made = await Promise.all(Array.from({ length: several }, () => orders.make()));
    const cut = ["api", "orders", "orchestra"].map((name) => linkOf(name, "nats"));
    const readiness = async () => (await ofCut.once("GET", "/health/ready")).status;
    const cancelling = { reason: "customer_request", refund: true, restock: true, notify_customer: true };
    // In the midst of a step.
    const asked = linkOf("orchestra", "nats").loseAnswerTo('"orders.cancel"');
    const cancelled = made.map((order) => client.insist("POST", `${pathOf(order)}/cancel`, cancelling));
    await asked;
    await Promise.all(cut.map((link) => link.silence()));
    const since = performance.now();
    for (const { status, body } of await Promise.all(cancelled)) expect(status, JSON.stringify(body)).to.equal(200);
    console.log(
      `      all over after ${(performance.now() - since).toFixed(0)} ms, tries ${JSON.stringify(client.count())}`,
    );
    const meanwhile = new Client(client.url, demo.merchant());
    for (let count = 0; count < several; count++) await meanwhile.once("GET", `${demo.base}/orders?limit=1`);
    const last = await orders.make();
    await meanwhile.once("POST", `${pathOf(last)}/cancel`, cancelling, ulid());
    expect(meanwhile.count()).to.deep.equal({ 200: several + 1 });
    expect(await readiness()).to.equal(503);
    await Promise.all(cut.map((link) => link.heal()));
    await untilServes("orders", last);
    await until(async () => (await readiness()) === 200);
    await untilNothingRuns(actions);
    for (const order of [...made, last]) {
      const { status, refunds } = await detailOf(client, order.order);
      expect([status, refunds.map(({ amount }: Parsed) => amount)]).to.deep.equal(["cancelled", [30]]);
      const mails = await until(async () => (await mailsTo(client, order.email)).length);
      expect(mails).to.equal(1);
    }
    expect(client.longest()).to.be.below(deadlineMs);
    expect(client.wrong()).to.deep.equal([]);
  });

  const untilServes = (name: "orders", { order }: LoadOrder) =>
    actions.untilAnswers(second(name).pid, "orders.get", { store_id: 22, order_id: order.id });
});
