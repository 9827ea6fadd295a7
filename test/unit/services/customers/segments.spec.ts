import { expect } from "chai";
import fc from "fast-check";
import { Database } from "../../../../mixins/db/database.ts";
import { transaction } from "../../../../mixins/db/transaction.ts";
import { customerSegments } from "../../../../services/contracts.ts";
import { assertCountable } from "../../../../services/customers/customers.rules.ts";
import { limitsOf, type OrderFigures, segmentOf } from "../../../../services/customers/segments.rules.ts";
import { limitsOfStore, resegment, saveCurrency } from "../../../../services/customers/store/segments.ts";
import { type CustomersHarness, openCustomers } from "../../../support/customers/harness.ts";

const day = 24 * 3600 * 1000;
const now = Date.UTC(2026, 10, 21);
const ago = (days: number) => now - days * day;
const defaultLimits = limitsOf(undefined, 2);

const figures = (orders: number, amount: number, first = 0, last = first): OrderFigures => ({
  total_orders: orders,
  total_order_amount: amount,
  first_order_at: first,
  last_order_at: last,
});

const table: [what: string, figures: OrderFigures, segment: string, until: number | null][] = [
  ["a customer without orders", figures(0, 0), "new", null],
  ["a customer whose first order is of today", figures(1, 500, now), "new", now + 30 * day],
  ["a customer whose first order is 29 days old", figures(3, 500, ago(29), ago(1)), "new", ago(29) + 30 * day],
  ["a customer whose first order is 30 days old", figures(3, 500, ago(30), ago(1)), "active", ago(1) + 90 * day],
  ["a customer whose last order is 89 days old", figures(2, 500, ago(400), ago(89)), "active", ago(89) + 90 * day],
  ["a customer whose last order is 90 days old", figures(2, 500, ago(400), ago(90)), "at_risk", null],
  ["a customer who spent 999.99", figures(9, 99_999, ago(400), ago(200)), "at_risk", null],
  ["a customer who spent 1,000.00", figures(9, 100_000, ago(400), ago(200)), "vip", null],
  ["a customer who spent 1,000.00 today", figures(1, 100_000, now), "vip", null],
];

describe("customers: segments", () => {
  for (const [what, given, segment, until] of table)
    it(`classifies ${what} as ${segment}`, () => {
      expect(segmentOf(given, defaultLimits, now)).to.deep.equal({ segment, until });
    });

  it("applies a store's own limits in the decimals of its currency", () => {
    const own = limitsOf({ vip_spent: 50, new_days: 0 }, 0);
    expect(segmentOf(figures(1, 50, now), own, now).segment).to.equal("vip");
    expect(segmentOf(figures(1, 49, now), own, now).segment).to.equal("active");
    expect(limitsOf({ vip_spent: 50 }, 3).vip).to.equal(50_000);
  });

  describe("in the database", () => {
    it("uses the decimals that the store has, and the newest that was published", async () => {
      const { store_id } = harness;
      const limits = (at = store_id) => transaction(db, (tx) => limitsOfStore(db, tx, at, "HUF"));
      const setDecimals = (currency_decimals: number, version: number) =>
        transaction(db, (tx) => saveCurrency(db, tx, store_id, { currency: "HUF", currency_decimals }, version));
      expect((await limits(store_id + 9_000)).vip).to.equal(100_000);
      await setDecimals(0, 2);
      await setDecimals(3, 1);
      expect((await limits()).vip).to.equal(1_000);
      const waiting = "SELECT swept_to FROM customer_sweeps WHERE store_id = ?";
      expect(await db.row(waiting, [store_id])).to.deep.equal({ swept_to: 0 });
      await setDecimals(2, 3);
      expect((await limits()).vip).to.equal(100_000);
      await db.run("DELETE FROM customer_sweeps WHERE store_id = ?", [store_id]);
      await db.run("DELETE FROM customer_stores WHERE store_id IN (?, ?)", [store_id, store_id + 9_000]);
    });

    let harness: CustomersHarness;
    let db: Database;
    before(async () => {
      // Idle: the service's own sweep uses the current date, the tests a fixed one.
      harness = await openCustomers({ idle: true });
      db = new Database("customers");
    });
    after(async () => {
      await db.close();
      await harness.stop();
    });

    const storedSegment = (id: number) =>
      db.row<{ segment: number; segment_until: number | null }>(
        "SELECT segment, segment_until FROM customers WHERE store_id = ? AND id = ?",
        [harness.store_id, id],
      );

    it("gives the same segments in SQL as for a single customer", async () => {
      const { user_id } = await harness.customer();
      const days = fc.oneof(fc.integer({ min: -2, max: 200 }), fc.constantFrom(29, 30, 31, 89, 90, 91));
      const shape = {
        orders: fc.nat(3),
        amount: fc.oneof(fc.nat(200_000), fc.constant(100_000)),
        first: days,
        last: days,
      };
      await fc.assert(
        fc.asyncProperty(fc.record(shape), async ({ orders, amount, first, last }) => {
          const given = figures(orders, amount, ago(first), ago(last));
          const sets = Object.keys(given).map((name) => `${name} = ?`);
          await db.run(`UPDATE customers SET ${sets.join(", ")} WHERE id = ?`, [...Object.values(given), user_id]);
          const where = { text: "store_id = ? AND id = ?", values: [harness.store_id, user_id] };
          await transaction(db, (tx) => resegment(db, tx, defaultLimits, where, now));
          const { segment, until } = segmentOf(given, defaultLimits, now);
          expect(await storedSegment(user_id)).to.deep.equal({
            segment: customerSegments.indexOf(segment),
            segment_until: until,
          });
        }),
        { numRuns: 200 },
      );
    });

    it("follows each order and its cancellation", async () => {
      const customer = await harness.customer();
      const segment = async () => (await harness.get(customer)).segment;
      const order_id = `ord_${customer.id}`;
      const at = Date.now();
      expect(await segment()).to.equal("new");
      await harness.orders(customer, { created_at: at - 40 * day });
      expect(await segment()).to.equal("active");
      await harness.orders(customer, { order_id, grand_total: 99_000, created_at: at });
      expect(await segment()).to.equal("vip");
      await harness.orders(customer, { order_id, grand_total: 99_000, created_at: at, version: 2, counts: false });
      expect(await segment()).to.equal("active");
      await harness.orders(customer, { order_id, grand_total: 99_000, created_at: at, version: 1 });
      expect(await segment(), "an older tally arrived late").to.equal("active");
      const lost = await harness.customer();
      await harness.orders(lost, { created_at: at - 400 * day });
      const risky = await harness.call("customers.search", {
        store_id: harness.store_id,
        filter: { segment: "at_risk" },
        sort: { by: "created_at", order: "desc" },
        limit: 10,
      });
      expect(risky.items.map(({ id }) => id)).to.include(lost.id);
      expect(new Set(risky.items.map((each) => each.segment))).to.deep.equal(new Set(["at_risk"]));
    });

    it("is repaired by a recount after lost data", async () => {
      const customer = await harness.customer();
      await harness.orders(customer, { created_at: Date.now() - 40 * day });
      await db.run("UPDATE customers SET first_order_at = 0, last_order_at = 0, segment = 2 WHERE id = ?", [
        customer.user_id,
      ]);
      const page = { store_id: harness.store_id, after: customer.user_id - 1, limit: 1 };
      expect((await harness.call("customers.recountTotals", page)).repaired).to.equal(1);
      expect((await harness.get(customer)).segment).to.equal("active");
      expect((await harness.call("customers.recountTotals", page)).repaired).to.equal(0);
    });
  });
});

describe("customers: totals", () => {
  it("refuse an order whose amount is none, rather than to add up what an engine takes it for", () => {
    for (const grand_total of ["12.40 taka", null, undefined, Number.NaN, 1.5])
      expect(() => assertCountable({ grand_total })).to.throw("not an amount in minor units");
    assertCountable({ grand_total: 1_240 });
  });
});
