import { expect } from "chai";
import { ulid } from "ulid";
import { Database } from "../../../mixins/db/database.ts";
import type { DomainEvent, LoyaltyProgram } from "../../../services/contracts.ts";
import { until } from "../until.ts";
import {
  deliverEvent,
  type LoyaltyHarness,
  type Member,
  newMember,
  newOrder,
  openLoyalty,
  refusal,
} from "./members.ts";

/** What orders earn, and how settings change it, on any engine. */
export function describeEarning(engine: string): void {
  describe(`points of orders (${engine})`, () => {
    let harness: LoyaltyHarness;
    let db: Database;
    const stores = new Set<number>();
    const newCustomer = (of: Partial<Member> = {}) => {
      const member = newMember(of);
      stores.add(member.store_id);
      return member;
    };
    before(async () => {
      harness = await openLoyalty();
      db = new Database("loyalty");
    });
    after(() => db.close());
    afterEach("every balance is the sum of its ledger", async () => {
      for (const store_id of stores)
        expect((await harness.call("loyalty.check", { store_id, limit: 1_000 })).wrong).to.deep.equal([]);
    });
    const published = async ({ customer_id }: Member, name: string) => {
      const sql = "SELECT fact FROM loyalty_outbox WHERE aggregate_id = ? AND name = ? ORDER BY id";
      const rows = await db.rows<{ fact: string }>(sql, [customer_id, name]);
      return rows.map(({ fact: event }) => JSON.parse(event) as DomainEvent<"loyalty.points_changed">);
    };
    let settings = 1;
    const decide = ({ store_id, tenant_id }: Member, loyalty: Partial<LoyaltyProgram>, version = ++settings) => {
      const data = { settings: { loyalty }, before: null, after: null };
      return deliverEvent(
        { store_id, tenant_id, customer_id: "" },
        "store.settings_changed",
        { type: "store", id: "dom_x", version },
        data,
      );
    };
    const untilEnabled = (member: Member, enabled: boolean) =>
      until(async () => (await harness.status(member)).enabled === enabled);

    it("are one for each whole unit at delivery, granted once for repeated and different events", async () => {
      const one = newCustomer();
      const order = newOrder(one, 2_599, 3_199);
      await Promise.all([order.delivered(4), order.delivered(4), order.delivered(5)]);
      await harness.untilBalance(one, 25);
      const { items } = await harness.call("loyalty.transactions", { ...place(one), limit: 10 });
      expect(items).to.have.length(1);
      expect(items[0]).to.include({ type: "earn", points: 25, description: "Order #A-1042", order_id: order.order_id });
      const events = await published(one, "loyalty.points_changed");
      expect(events.map(({ aggregate }) => aggregate)).to.deep.equal([
        { type: "loyalty_account", id: one.customer_id, version: 1 },
      ]);
      expect(events[0]?.data).to.deep.include({ points_balance: 25, tier: "bronze", order_id: order.order_id });
    });

    it("are counted in the decimals that the store has, whatever its currency has elsewhere", async () => {
      const one = newCustomer();
      const setDecimals = (currency_decimals: number, version: number) =>
        deliverEvent(
          one,
          "store.currency_set",
          { type: "store", id: "dom_x", version },
          { currency: "USD", currency_decimals, before: null, after: null },
        );
      await setDecimals(0, 3);
      await setDecimals(2, 2);
      const sql = "SELECT currency_decimals FROM loyalty_programs WHERE store_id = ?";
      await until(
        async () => (await db.row<{ currency_decimals: number }>(sql, [one.store_id]))?.currency_decimals === 0,
      );
      await newOrder(one, 2_599).delivered();
      await harness.untilBalance(one, 2_599);
    });

    it("are taken back in proportion to refunds, in any order of events", async () => {
      const steps = ["delivered", "refund", "rest"] as const;
      for (const sequence of permutations(steps)) {
        const one = newCustomer();
        const order = newOrder(one, 10_000, 12_000);
        const calls = {
          delivered: () => order.delivered(),
          refund: () => order.refunded(3_000),
          rest: () => order.refunded(6_000),
        };
        for (const step of sequence) await calls[step]();
        await harness.untilBalance(one, 25);
        expect(await harness.status(one)).to.include({ points_earned: 25, points_earned_ytd: 25 });
      }
    });

    it("that were spent before they are taken back are owed, and later earnings pay for them", async () => {
      const one = newCustomer();
      const [first, second] = [newOrder(one, 10_000), newOrder(one, 15_000)];
      await first.delivered();
      await harness.untilBalance(one, 100);
      await harness.redeem(one, 70);
      await first.refunded(10_000);
      await harness.untilBalance(one, 0);
      await second.delivered();
      await harness.untilBalance(one, 80);
      expect(await harness.ledger(one)).to.deep.equal([
        ["earn", 100],
        ["redeem", -70],
        ["earn", -30],
        ["earn", 150],
        ["earn", -70],
      ]);
      const versions = (await published(one, "loyalty.points_changed")).map(({ aggregate }) => aggregate.version);
      expect(versions).to.deep.equal([1, 2, 3, 4, 5]);
    });

    it("spent on an order are returned once when it is cancelled, and none can be spent on it afterwards", async () => {
      const one = newCustomer();
      await harness.adjust(one, 500);
      const order = newOrder(one, 10_000);
      const { redemption } = await harness.redeem(one, 200);
      await harness.spend(one, redemption.id, order.order_id);
      await Promise.all([order.cancelled(), order.cancelled(), order.cancelled(3)]);
      await harness.untilBalance(one, 500);
      const found = await harness.call("loyalty.getRedemption", { ...place(one), redemption_id: redemption.id });
      expect(found).to.include({ state: "returned", order_id: order.order_id, points: 200, reward_value: 200 });
      expect(await harness.ledger(one)).to.deep.equal([
        ["adjust", 500],
        ["redeem", -200],
        ["redeem", 200],
      ]);
      expect(await refusal(harness.redeem(one, 100, order.order_id))).to.include({ type: "order_not_discountable" });
      expect(await harness.status(one)).to.include({ points_redeemed: 0, points_redeemed_ytd: 0 });
    });

    it("are returned or not spent at all when an order is cancelled at the same moment", async () => {
      for (let round = 0; round < 5; round++) {
        const one = newCustomer();
        await harness.adjust(one, 500);
        const orders = Array.from({ length: 4 }, () => newOrder(one, 10_000));
        await Promise.all(
          orders.flatMap((order) => [
            harness
              .redeem(one, 100, order.order_id)
              .catch((error) => expect(error.type).to.equal("order_not_discountable")),
            order.cancelled(),
            order.refunded(10_000),
          ]),
        );
        await harness.untilBalance(one, 500);
      }
    });

    it("open no account for an order that is cancelled without having earned or cost any", async () => {
      const one = newCustomer();
      const order = newOrder(one, 10_000);
      await order.cancelled();
      await order.refunded(10_000);
      const sql = "SELECT COUNT(*) AS found FROM loyalty_accounts WHERE customer_id = ?";
      expect(await db.row<{ found: number }>(sql, [one.customer_id])).to.deep.equal({ found: 0 });
      const state = "SELECT cancelled, refunded FROM loyalty_orders WHERE order_id = ?";
      expect(await db.row(state, [order.order_id])).to.deep.equal({ cancelled: 1, refunded: 10_000 });
    });

    it("keep nothing of an order of an erased customer", async () => {
      const one = newCustomer();
      const order = newOrder(one, 10_000);
      await order.refunded(10_000);
      const erased = { type: "customer", id: one.customer_id, version: 2 };
      await deliverEvent(one, "customer.deleted", erased, { changed: [] } as never);
      await order.cancelled();
      const sql = "SELECT COUNT(*) AS found FROM loyalty_orders WHERE customer_id = ?";
      expect(await db.row<{ found: number }>(sql, [one.customer_id])).to.deep.equal({ found: 0 });
    });

    it("whose value was paid out are returned once, when the order is cancelled and fully refunded", async () => {
      const events: ((order: ReturnType<typeof newOrder>) => Promise<unknown>)[] = [
        (order) => order.refunded(200),
        (order) => order.cancelled(),
        (order) => order.refunded(9_800),
      ];
      for (const [first, second, third] of permutations(events)) {
        const one = newCustomer();
        await harness.adjust(one, 500);
        const order = newOrder(one, 10_000);
        await harness.redeem(one, 200, order.order_id);
        await first?.(order);
        await second?.(order);
        expect((await harness.status(one)).points_balance).to.equal(300);
        await third?.(order);
        expect((await harness.status(one)).points_balance).to.equal(500);
        await order.cancelled(3);
        expect(await harness.ledger(one)).to.deep.equal([
          ["adjust", 500],
          ["redeem", -200],
          ["redeem", 200],
        ]);
      }
    });

    it("spent on an order that could not be placed stay spent until its workflow reopens the redemption", async () => {
      const one = newCustomer();
      await harness.adjust(one, 500);
      const [order, other] = [newOrder(one, 10_000), newOrder(one, 1_000)];
      const { redemption } = await harness.redeem(one, 200);
      await harness.spend(one, redemption.id, other.order_id);
      const spent = await harness.redeem(one, 100);
      await harness.spend(one, spent.redemption.id, order.order_id);
      await order.cancelled(2, true);
      await other.cancelled();
      await harness.untilBalance(one, 400);
      const find = (redemption_id: string) => harness.call("loyalty.getRedemption", { ...place(one), redemption_id });
      expect([(await find(redemption.id)).state, (await find(spent.redemption.id)).state]).to.deep.equal([
        "returned",
        "spent",
      ]);
    });

    it("follow the newest version of the store's own program, while delivered orders keep theirs", async () => {
      const one = newCustomer();
      await decide(one, { points_per_unit: 2, points_per_reward_unit: 10 }, 9);
      await decide(one, { points_per_unit: 5 }, 8);
      const order = newOrder(one, 10_000);
      await order.delivered();
      await harness.untilBalance(one, 200);
      const redeemed = await harness.redeem(one, 100);
      expect(redeemed.redemption).to.include({ reward_value: 1_000 });
      await decide(one, { enabled: false }, 10);
      await untilEnabled(one, false);
      await order.refunded(5_000);
      await harness.untilBalance(one, 0);
      await newOrder(one, 10_000).delivered();
      expect(await refusal(harness.redeem(one, 1))).to.include({ type: "loyalty_disabled", code: 409 });
      await decide(one, {}, 11);
      await untilEnabled(one, true);
      await newOrder(one, 5_000).delivered();
      await harness.untilBalance(one, 50);
    });

    it("change the tier when the store moves its thresholds, which is published for the affected customers", async () => {
      const members = Array.from({ length: 5 }, () => newCustomer({ store_id: 999 }));
      for (const member of members) await harness.adjust(member, 600);
      const few = newCustomer({ store_id: 999 });
      await harness.adjust(few, 10);
      await decide(few, { thresholds: { bronze: 0, silver: 100, gold: 200, platinum: 5_000 } });
      for (const member of members) {
        const [event] = await until(async () => {
          const events = await published(member, "loyalty.tier_changed");
          return events.length > 0 ? events : undefined;
        });
        const year = new Date().getUTCFullYear();
        expect(event?.data).to.deep.equal({ customer_id: member.customer_id, points_balance: 600, tier: "gold", year });
        expect(event?.aggregate.version).to.equal(2);
        expect((await harness.status(member)).tier).to.equal("gold");
      }
      expect(await published(few, "loyalty.tier_changed")).to.deep.equal([]);
    });

    it("count for the tier of their own calendar year only", async () => {
      const one = newCustomer();
      await harness.adjust(one, 1_500);
      const order = newOrder(one, 40_000);
      await order.delivered();
      await harness.untilBalance(one, 1_900);
      expect((await harness.status(one)).tier).to.equal("gold");
      const { redemption } = await harness.redeem(one, 100);
      for (const sql of [
        "UPDATE loyalty_accounts SET year = year - 1 WHERE customer_id = ?",
        "UPDATE loyalty_orders SET earned_year = earned_year - 1 WHERE customer_id = ?",
      ])
        await db.run(sql, [one.customer_id]);
      await db.run("UPDATE loyalty_redemptions SET year = year - 1 WHERE public_id = ?", [redemption.id]);
      expect(await harness.status(one)).to.include({ tier: "bronze", points_balance: 1_800, points_earned_ytd: 0 });
      await order.refunded(40_000);
      await harness.untilBalance(one, 1_400);
      const back = { ...one, idempotency_key: ulid(), redemption_id: redemption.id };
      expect(await harness.call("loyalty.returnRedemption", back)).to.deep.equal({ returned: true });
      const status = await harness.status(one);
      expect(status).to.include({
        points_earned_ytd: 0,
        points_redeemed_ytd: 0,
        points_balance: 1_500,
        points_earned: 1_500,
      });
      await harness.adjust(one, 500);
      expect(await harness.status(one)).to.include({ tier: "silver", points_earned_ytd: 500, points_earned: 2_000 });
    });
  });
}

const place = ({ store_id, customer_id }: Member) => ({ store_id, customer_id });

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}
