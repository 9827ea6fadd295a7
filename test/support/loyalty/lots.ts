import { expect } from "chai";
import { ulid } from "ulid";
import { Database } from "../../../mixins/db/database.ts";
import { until } from "../until.ts";
import { type LoyaltyHarness, type Member, newMember, newOrder, openLoyalty, refusal } from "./members.ts";
import { startSweeperProcess } from "./sweepers.ts";

const hourMs = 3_600_000;

/** How points expire and redemptions are spent and returned, on any engine. */
export function describeLots(engine: string): void {
  describe(`points that expire (${engine})`, () => {
    let harness: LoyaltyHarness;
    let db: Database;
    const { store_id } = newMember();
    const newCustomer = () => newMember({ store_id });
    before(async () => {
      harness = await openLoyalty();
      db = new Database("loyalty");
    });
    after(() => db.close());
    afterEach("every balance is the sum of its ledger", async () => {
      expect((await harness.call("loyalty.check", { store_id, limit: 1_000 })).wrong).to.deep.equal([]);
    });
    const accountOf = `(SELECT id FROM loyalty_accounts WHERE store_id = ${store_id} AND customer_id = ?)`;
    const lotsOf = ({ customer_id }: Member) =>
      db.rows<{ remaining: number; expires_at: number }>(
        `SELECT remaining, expires_at FROM loyalty_lots WHERE account_id = ${accountOf} ORDER BY expires_at, id`,
        [customer_id],
      );
    const moveLots = ({ customer_id }: Member, ms: number) =>
      db.run(`UPDATE loyalty_lots SET expires_at = expires_at - ? WHERE account_id = ${accountOf}`, [ms, customer_id]);
    const expireAll = (member: Member) => moveLots(member, 400 * 24 * hourMs);

    it("expire after twelve months, and those that expire first are used first", async () => {
      const one = newCustomer();
      await harness.adjust(one, 100);
      const [lot] = await lotsOf(one);
      const days = ((lot?.expires_at ?? 0) - Date.now()) / (24 * hourMs);
      expect(days).to.be.within(364, 366.1);
      await moveLots(one, hourMs);
      await harness.adjust(one, 100);
      await harness.redeem(one, 130);
      const left = await lotsOf(one);
      expect(left.map(({ remaining }) => remaining)).to.deep.equal([70]);
      expect(left[0]?.expires_at).to.be.above(lot?.expires_at ?? 0);
    });

    it("cannot be spent after their expiry, swept or not, and expire in one ledger line", async () => {
      const one = newCustomer();
      await harness.adjust(one, 60);
      await harness.adjust(one, 40);
      await expireAll(one);
      await harness.adjust(one, 5);
      expect(await refusal(harness.redeem(one, 6))).to.include({ type: "insufficient_points" });
      expect(await harness.ledger(one)).to.deep.equal([
        ["adjust", 60],
        ["adjust", 40],
        ["expire", -100],
        ["adjust", 5],
      ]);
      expect(await harness.status(one)).to.include({ points_balance: 5, points_earned: 105 });
    });

    it("expire once per customer when several processes sweep and one of them is killed", async function () {
      this.timeout(90_000);
      const members = Array.from({ length: 30 }, newCustomer);
      await Promise.all(members.map((member) => harness.adjust(member, 100)));
      const sweepers = [startSweeperProcess(), startSweeperProcess()];
      try {
        await Promise.all(sweepers.map(({ looking }) => looking));
        await db.run("UPDATE loyalty_lots SET expires_at = 1 WHERE store_id = ?", [store_id]);
        const left = async () => (await db.rows("SELECT 1 FROM loyalty_lots WHERE expires_at = 1")).length;
        await until(async () => (await left()) < 25, 40_000);
        await sweepers[0]?.kill();
        for (const member of members) await harness.untilBalance(member, 0);
      } finally {
        for (const sweeper of sweepers.slice(1)) await sweeper.kill();
      }
      for (const member of members)
        expect(await harness.ledger(member)).to.deep.equal([
          ["adjust", 100],
          ["expire", -100],
        ]);
    });

    it("are expired by the service itself", async () => {
      const one = newCustomer();
      await harness.adjust(one, 10);
      await expireAll(one);
      await harness.untilBalance(one, 0);
    });

    it("keep their expiry when a redemption is returned, which happens once", async () => {
      const one = newCustomer();
      await harness.adjust(one, 100);
      await moveLots(one, 24 * hourMs);
      const before = await lotsOf(one);
      const { redemption } = await harness.redeem(one, 100);
      expect(await lotsOf(one)).to.deep.equal([]);
      const back = () =>
        harness.call("loyalty.returnRedemption", { ...one, idempotency_key: ulid(), redemption_id: redemption.id });
      const answers = await Promise.all(Array.from({ length: 8 }, back));
      expect(answers.filter(({ returned }) => returned)).to.have.length(1);
      expect(await lotsOf(one)).to.deep.equal(before);
    });
  });

  describe(`redemptions (${engine})`, () => {
    let harness: LoyaltyHarness;
    before(async () => {
      harness = await openLoyalty();
    });
    const spend = (one: Member, redemption_id: string, order_id: string, idempotency_key: string = ulid()) =>
      harness.call("loyalty.spendRedemption", { ...one, idempotency_key, redemption_id, order_id });
    const unspend = (one: Member, redemption_id: string, order_id: string, undoes: string) =>
      harness.call("loyalty.unspendRedemption", { ...one, idempotency_key: ulid(), redemption_id, order_id, undoes });
    const stateOf = async ({ store_id, customer_id }: Member, redemption_id: string) =>
      (await harness.call("loyalty.getRedemption", { store_id, customer_id, redemption_id })).state;

    it("are spent on one order of many concurrent ones, and repeatedly on that one without effect", async () => {
      const one = newMember();
      await harness.adjust(one, 500);
      const { redemption } = await harness.redeem(one, 500);
      const orders = Array.from({ length: 12 }, () => `ord_${ulid()}`);
      const outcomes = await Promise.allSettled(orders.map((order_id) => spend(one, redemption.id, order_id)));
      const spent = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
      expect(spent).to.have.length(1);
      for (const outcome of outcomes)
        if (outcome.status === "rejected") expect(outcome.reason).to.include({ type: "redemption_spent", code: 409 });
      const again = await spend(one, redemption.id, spent[0]?.order_id ?? "");
      expect(again).to.deep.equal(spent[0]);
    });

    it("are open again when the spending is undone, also when the undo overtakes it", async () => {
      const one = newMember();
      await harness.adjust(one, 500);
      const { redemption } = await harness.redeem(one, 100);
      const [order, key, late] = [`ord_${ulid()}`, ulid(), ulid()];
      await spend(one, redemption.id, order, key);
      expect(await unspend(one, redemption.id, order, key)).to.deep.equal({ released: true });
      expect(await stateOf(one, redemption.id)).to.equal("open");
      expect(await unspend(one, redemption.id, order, late)).to.deep.equal({ released: false });
      expect(await refusal(spend(one, redemption.id, order, late))).to.include({ type: "idempotency_key_reused" });
      expect(await stateOf(one, redemption.id)).to.equal("open");
    });

    it("are refused when their undo came first, and returned when it comes later", async () => {
      const one = newMember();
      await harness.adjust(one, 300);
      const ask = { ...one, points: 100, reward_type: "discount" as const, currency_decimals: 2 };
      const member = { ...one };
      const undo = (redemption_id: string, undoes: string) =>
        harness.call("loyalty.returnRedemption", { ...member, idempotency_key: ulid(), redemption_id, undoes });
      const early = { ...ask, idempotency_key: ulid(), redemption_id: `red_${ulid()}` };
      expect(await undo(early.redemption_id, early.idempotency_key)).to.deep.equal({ returned: false });
      expect(await refusal(harness.call("loyalty.redeem", early))).to.include({ type: "idempotency_key_reused" });
      const made = { ...ask, idempotency_key: ulid(), redemption_id: `red_${ulid()}` };
      await harness.call("loyalty.redeem", made);
      expect(await undo(made.redemption_id, made.idempotency_key)).to.deep.equal({ returned: true });
      expect(await harness.status(one)).to.include({ points_balance: 300, points_redeemed: 0 });
    });

    it("for anything but a discount, or already returned, cannot be spent on an order later", async () => {
      const one = newMember();
      await harness.adjust(one, 500);
      const ask = { ...one, points: 100, currency_decimals: 2 };
      for (const reward_type of ["free_item", "gift_card"] as const) {
        const made = await harness.call("loyalty.redeem", { ...ask, idempotency_key: ulid(), reward_type });
        const refused = await refusal(spend(one, made.redemption.id, `ord_${ulid()}`));
        expect(refused).to.include({ type: "redemption_not_a_discount", code: 422 });
      }
      const { redemption } = await harness.redeem(one, 100);
      const order = newOrder(one, 1_000);
      await spend(one, redemption.id, order.order_id);
      await order.cancelled();
      await until(async () => (await stateOf(one, redemption.id)) === "returned");
      expect(await refusal(spend(one, redemption.id, `ord_${ulid()}`))).to.include({ type: "redemption_spent" });
      const refused = await refusal(spend(one, "red_unknown", `ord_${ulid()}`));
      expect(refused).to.include({ type: "redemption_not_found", code: 404 });
    });
  });
}
