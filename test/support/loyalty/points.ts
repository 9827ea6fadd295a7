import { expect } from "chai";
import { ulid } from "ulid";
import { until } from "../until.ts";
import { deliverEvent, type LoyaltyHarness, newMember, newOrder, openLoyalty, refusal } from "./members.ts";

/** The rules of points, on any engine. */
export function describePoints(engine: string): void {
  describe(`points (${engine})`, () => {
    let harness: LoyaltyHarness;
    const member = newMember();
    const { store_id } = member;
    const newCustomer = () => newMember({ store_id });
    before(async () => {
      harness = await openLoyalty();
    });
    afterEach("every balance is the sum of its ledger", async () => {
      const { wrong, checked } = await harness.call("loyalty.check", { store_id, limit: 1_000 });
      expect(wrong).to.deep.equal([]);
      expect(checked).to.be.above(0);
    });

    it("spends no point twice: of 64 redemptions of 100 from 1,000, exactly ten succeed", async () => {
      const one = newCustomer();
      await harness.adjust(one, 1_000);
      const outcomes = await Promise.allSettled(Array.from({ length: 64 }, () => harness.redeem(one, 100)));
      expect(outcomes.filter(({ status }) => status === "fulfilled")).to.have.length(10);
      for (const outcome of outcomes)
        if (outcome.status === "rejected")
          expect(outcome.reason).to.include({ type: "insufficient_points", code: 422 });
      expect(await harness.status(one)).to.include({ points_balance: 0, points_redeemed: 1_000 });
    });

    it("opens one account for concurrent adjustments of a new customer", async () => {
      const one = newCustomer();
      const answers = await Promise.all(Array.from({ length: 16 }, () => harness.adjust(one, 5)));
      const balances = answers.map(({ new_balance }) => new_balance).sort((a, b) => a - b);
      expect(balances).to.deep.equal(Array.from({ length: 16 }, (_, index) => (index + 1) * 5));
    });

    it("adjusts once for an idempotency key, which is refused for another request", async () => {
      const one = newCustomer();
      const key = ulid();
      const answers = await Promise.all(Array.from({ length: 8 }, () => harness.adjust(one, 7, key)));
      for (const answer of answers) expect(answer).to.deep.equal(answers[0]);
      expect(await harness.ledger(one)).to.deep.equal([["adjust", 7]]);
      expect(await refusal(harness.adjust(one, 8, key))).to.include({ type: "idempotency_key_reused" });
    });

    it("does not go below zero, and redeems nothing without a value", async () => {
      const one = newCustomer();
      await harness.adjust(one, 50);
      expect(await refusal(harness.adjust(one, -51))).to.include({ type: "insufficient_points", code: 422 });
      expect(await refusal(harness.redeem(one, 51))).to.include({ type: "insufficient_points" });
      const yen = { ...one, idempotency_key: ulid(), points: 30, reward_type: "discount" as const };
      const call = harness.call("loyalty.redeem", { ...yen, currency_decimals: 0 });
      expect(await refusal(call)).to.include({ type: "insufficient_points" });
      expect((await harness.adjust(one, -50)).new_balance).to.equal(0);
    });

    it("matches the contract's example: gold, and 750 short of platinum", async () => {
      const one = newCustomer();
      await harness.adjust(one, 3_500);
      await harness.redeem(one, 2_250);
      const status = await harness.status(one);
      expect(status).to.include({ tier: "gold", points_balance: 1_250, points_earned_ytd: 3_500 });
      expect(status).to.include({ points_redeemed_ytd: 2_250, next_tier: "platinum", points_to_next_tier: 750 });
      expect(status.qualifying_period_end).to.equal(`${new Date().getUTCFullYear()}-12-31`);
      expect(status.benefits).to.deep.equal(["10% off all orders", "Free birthday dessert", "Priority reservations"]);
      const [of] = await harness.call("loyalty.ofMany", { store_id, customer_ids: [one.customer_id, "cust_nobody"] });
      expect(of).to.deep.equal({ customer_id: one.customer_id, points_balance: 1_250, tier: "gold" });
    });

    it("does not share points with another store, nor redemptions with another customer", async () => {
      const [one, other] = [newCustomer(), newCustomer()];
      await harness.adjust(one, 500);
      const { redemption } = await harness.redeem(one, 100);
      const elsewhere = { ...one, store_id: store_id + 1 };
      expect(await harness.status(elsewhere)).to.include({ points_balance: 0, tier: "bronze" });
      expect(await refusal(harness.redeem(elsewhere, 1))).to.include({ type: "insufficient_points" });
      await harness.adjust(other, 1);
      for (const { store_id, customer_id } of [elsewhere, other]) {
        const call = harness.call("loyalty.getRedemption", { store_id, customer_id, redemption_id: redemption.id });
        expect(await refusal(call)).to.include({ type: "redemption_not_found", code: 404 });
      }
    });

    it("lists the ledger newest first, by page, cursor, type and time, with an exact total", async () => {
      const one = newCustomer();
      for (let points = 1; points <= 5; points++) await harness.adjust(one, points * 100);
      await harness.redeem(one, 100);
      const { customer_id } = one;
      const list = (more: object) => harness.call("loyalty.transactions", { store_id, customer_id, limit: 2, ...more });
      const first = await list({});
      expect(first.items.map(({ points }) => points)).to.deep.equal([-100, 500]);
      expect([first.total, first.total_is_capped]).to.deep.equal([6, false]);
      const next = await list({ cursor: first.next_cursor });
      expect(next.items.map(({ points }) => points)).to.deep.equal([400, 300]);
      expect((await list({ page: 3 })).items.map(({ points }) => points)).to.deep.equal([200, 100]);
      expect(await list({ type: "redeem" })).to.include({ total: 1, next_cursor: null });
      const at = first.items[0]?.created_at ?? 0;
      expect((await list({ created_until: at })).items.every(({ created_at }) => created_at < at)).to.equal(true);
      expect((await list({ created_from: at })).total).to.be.above(0);
    });

    it("deletes an erased customer's data, and opens no account for them again", async () => {
      const one = newCustomer();
      const order = newOrder(one, 10_000);
      await order.delivered();
      await harness.untilBalance(one, 100);
      const { redemption } = await harness.redeem(one, 50);
      await deliverEvent(
        one,
        "customer.deleted",
        { type: "customer", id: one.customer_id, version: 2 },
        { changed: [] },
      );
      const error = await until(() =>
        harness.status(one).then(
          () => undefined,
          (error: unknown) => error,
        ),
      );
      expect(error).to.include({ type: "customer_not_found", code: 404 });
      await newOrder(one, 10_000).delivered();
      await order.refunded(5_000);
      expect(await refusal(harness.adjust(one, 5))).to.include({ type: "customer_not_found" });
      const ref = { ...one, idempotency_key: ulid(), redemption_id: redemption.id };
      expect(await harness.call("loyalty.returnRedemption", ref)).to.deep.equal({ returned: false });
      const { customer_id } = one;
      expect(await refusal(harness.call("loyalty.transactions", { store_id, customer_id, limit: 5 }))).to.include({
        code: 404,
      });
      expect(await harness.call("loyalty.ofMany", { store_id, customer_ids: [customer_id] })).to.deep.equal([]);
    });
  });
}
