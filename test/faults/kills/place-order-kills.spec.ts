import { expect } from "chai";
import { ulid } from "ulid";
import type { Cluster } from "../../../cli/cluster/cluster.ts";
import { signToken } from "../../../services/auth/tokens.ts";
import type { OrderRequest, Promotion } from "../../../services/contracts.ts";
import { inShortCluster, shortCluster } from "../../support/kills/cluster.ts";
import { killAtEach, planKills, startDoomed } from "../../support/kills/victims.ts";
import { Client, inParallel } from "../../support/load.ts";
import { joinCluster, type LoadActions } from "../../support/load-actions.ts";
import { OrderingShop } from "../../support/ordering/shop.ts";
import { until } from "../../support/until.ts";

const onHand = 1_000_000;
const chains = 4;

const steps = [
  "inventory.reserve",
  "catalog.usePromotion",
  "loyalty.spendRedemption",
  "payments.authorize",
  "orders.create",
  "inventory.commit",
  "inventory.release",
  "catalog.releasePromotion",
  "loyalty.unspendRedemption",
];
const reads = ["customers.get", "loyalty.getRedemption", "catalog.price"];

const boundaries = [
  ...[...steps, ...reads].flatMap((name) => [`orchestra ${name}:asked`, `orchestra ${name}:answered`]),
  ...steps.flatMap((name) => [`${name.split(".")[0]} ${name}:taken`, `${name.split(".")[0]} ${name}:done`]),
];

type Operation = "plain" | "rewarded" | "declined" | "later" | "slow";
const operations: Operation[] = ["rewarded", "declined", "plain", "rewarded", "declined", "later", "slow"];

interface Done {
  operation: Operation;
  customer: string;
  redemption: string | undefined;
  outcome: string;
}

describe("orders being placed, killed at every boundary of every step", () => {
  let cluster: Cluster;
  let actions: LoadActions;
  let shop: OrderingShop;
  let promotion: Promotion;

  before(async function () {
    this.timeout(120_000);
    cluster = await shortCluster();
    actions = await joinCluster(cluster.servers.natsUrl);
    shop = await new OrderingShop((name, params) => actions.insist(name, params), 22, "ten_demo").open(onHand);
    promotion = await shop.newPromotion();
  });
  after(() => actions?.stop());

  it("are placed whole or not at all", async function () {
    this.timeout(900_000);
    const plan = planKills(boundaries);
    const done: Done[] = [];
    let stop = false;
    const load = inParallel(chains, chains, async (chain) => {
      for (let count = chain; !stop; count++) done.push(await order(operations[count % operations.length] ?? "plain"));
    });
    await killAtEach(plan, inShortCluster(cluster)).finally(() => {
      stop = true;
    });
    await load;
    expect(await shop.untilNothingRuns()).to.deep.equal([]);
    const outcomes = Object.entries(Object.groupBy(done, ({ operation, outcome }) => `${operation}: ${outcome}`));
    console.log("     ", plan.length, "kills", Object.fromEntries(outcomes.map(([name, all]) => [name, all?.length])));
    const placed = await Promise.all(done.map(assertWhole));
    await assertShelves(placed.flat(), done);
  });

  it("are one for one key when the gateway dies under its client, whoever is asked again", async function () {
    this.timeout(180_000);
    for (const boundary of ["asked", "answered"]) {
      const customer = await shop.newCustomer();
      const claims = { sub: customer, tenant_id: "ten_demo", store_id: 22, roles: ["customer" as const] };
      const as = { Authorization: `Bearer ${signToken("commerce", claims, 3_600)}` };
      const mortal = await startDoomed("api", [`orchestra.placeOrder:${boundary}`], inShortCluster(cluster));
      await until(async () => (await fetch(`${mortal.url}/health/ready`).catch(() => undefined))?.ok, 60_000);
      const items = [{ menu_item_id: shop.product.id, quantity: 1 }];
      const body = { location_id: shop.location.id, order_type: "PICKUP", items, payment_method_id: "pm_card_ok" };
      const key = ulid();
      const ask = (client: Client) => client.once("POST", "/api/v1/customers/orders", body, key);
      expect((await ask(new Client(mortal.url, as))).status).to.equal(0);
      await until(() => mortal.ends.length > 0);
      const answer = await until(async () => {
        const outcome = await ask(new Client(cluster.urls[0] ?? "", as));
        return outcome.status === 409 || outcome.status === 503 ? undefined : outcome;
      }, 60_000);
      expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
      expect(await shop.untilNothingRuns()).to.deep.equal([]);
      expect((await shop.orders(customer)).map(({ id }) => id)).to.deep.equal([answer.body.id]);
    }
  });

  async function order(operation: Operation): Promise<Done> {
    const customer = await shop.newCustomer();
    const withPoints = operation === "rewarded" || operation === "declined";
    const redemption = withPoints ? await shop.newRedemption(customer) : undefined;
    const rewards = withPoints ? { promo_code: promotion.code, redemption_id: redemption } : {};
    const asked = { ...rewards, ...wishes[operation](), items: [{ product_id: shop.product.id, quantity: 2 }] };
    const outcome = await shop.place(customer, asked).then(
      () => "placed",
      ({ code, type }) => `${code} ${type}`,
    );
    return { operation, customer, redemption, outcome };
  }

  // Answers the customer's order, if there is one.
  async function assertWhole({ operation, customer, redemption, outcome }: Done) {
    expect(outcome, `${customer} ${operation}`).to.equal(operation === "declined" ? "402 payment_declined" : "placed");
    const orders = await shop.orders(customer);
    const standing = orders.filter(({ status }) => status !== "cancelled");
    expect(standing, `${customer} ${operation}`).to.have.length(operation === "declined" ? 0 : 1);
    for (const each of orders) {
      const money = await shop.money(each.id);
      const paid = each.status === "cancelled" ? 0 : each.grand_total;
      expect([money.authorized, money.refundable], `${each.id} ${each.status}`).to.deep.equal([0, paid]);
    }
    const [stands] = standing;
    if (stands) {
      const status = operation === "later" ? "pending" : "confirmed";
      expect(stands, stands.id).to.include({ status, payment_status: "captured", financial_status: "paid" });
    }
    if (redemption) {
      const { state, order_id } = await shop.redemption(customer, redemption);
      const wanted = stands ? ["spent", stands.id] : ["open", null];
      expect([state, order_id], `${customer} ${redemption}`).to.deep.equal(wanted);
    }
    return standing;
  }

  async function assertShelves(standing: unknown[], done: Done[]) {
    // The second test buys one piece at a time, after this one.
    expect(await shop.shelf()).to.deep.equal({ on_hand: onHand - 2 * standing.length, reserved: 0 });
    expect(await shop.uses(promotion)).to.equal(done.filter(({ operation }) => operation === "rewarded").length);
    for (let after: string | undefined | null; after !== null; ) {
      const asked = { store_id: 22, limit: 500, ...(after ? { after } : {}) };
      const { wrong, next } = await actions.insist("inventory.check", asked);
      expect(wrong).to.deep.equal([]);
      after = next;
    }
  }
});

const wishes: Record<Operation, () => Partial<OrderRequest>> = {
  plain: () => ({}),
  rewarded: () => ({ tip: 100 }),
  declined: () => ({ payment_method_id: "pm_card_declined" }),
  later: () => ({ scheduled_at: Date.now() + 24 * 3_600_000 }),
  slow: () => ({ payment_method_id: "pm_card_timeout" }),
};
