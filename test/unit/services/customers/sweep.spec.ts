import { expect } from "chai";
import { Database } from "../../../../mixins/db/database.ts";
import { transaction } from "../../../../mixins/db/transaction.ts";
import type { BulkCustomer } from "../../../../services/customers/store/bulk.ts";
import { insertCustomers, insertTallies, takeKeys } from "../../../../services/customers/store/bulk.ts";
import { keepRules } from "../../../../services/customers/store/segments.ts";
import { sweepDue, sweepStore } from "../../../../services/customers/store/sweep.ts";
import { type CustomersHarness, openCustomers } from "../../../support/customers/harness.ts";

const day = 24 * 3600 * 1000;
const many = 1_300;

describe("customers: segment sweep", () => {
  let harness: CustomersHarness;
  let instances: Database[];
  let first: number;
  const now = Date.now();

  before(async () => {
    // Idle: the service's own sweep would interfere.
    harness = await openCustomers({ idle: true });
    instances = [1, 2, 3].map(() => new Database("customers"));
    // A sweep covers all stores; customers of other tests are excluded.
    await db().run("UPDATE customers SET segment_until = NULL");
    first = await fill();
  });
  after(async () => {
    for (const db of instances) await db.close();
    await harness.stop();
  });

  const db = () => instances[0] ?? expect.fail();

  /** Customers with one order of 10.00 each, made 20 days ago. */
  async function fill(): Promise<number> {
    const key = await takeKeys(db(), many);
    const store = { store_id: harness.store_id, tenant_id: "ten_test", country: "BD" };
    const id = (n: number) => `cust_sweep_${harness.store_id}_${n}`;
    const customers = Array.from({ length: many }, (_, n): BulkCustomer => {
      const names = { first_name: "Rahim", last_name: "Ahmed", registration_source: "APP" as const };
      return { key: key + n, id: id(n), ...names, last_active_on: null, created_at: now - 50 * day };
    });
    await transaction(db(), (tx) => insertCustomers(db(), tx, store, customers));
    const order = { version: 1, grand_total: 1_000, currency: "BDT", counts: true, created_at: now - 20 * day };
    const tallies = customers.map((each) => ({ ...order, order_id: `ord_${each.id}`, customer_id: each.id }));
    await transaction(db(), (tx) => insertTallies(db(), tx, store.store_id, tallies, [key, key + many - 1]));
    return key;
  }

  async function numbers(): Promise<Record<string, number>> {
    const rows = await db().rows<{ segment: number; customers: number }>(
      "SELECT segment, COUNT(*) AS customers FROM customers WHERE store_id = ? GROUP BY segment",
      [harness.store_id],
    );
    return Object.fromEntries(
      rows.map(({ segment, customers }) => [["new", "active", "at_risk", "vip"][segment], customers]),
    );
  }

  it("skips customers whose segment is still valid", async () => {
    expect(await numbers()).to.deep.equal({ new: many });
    expect(await sweepDue(db(), now + 9 * day)).to.equal(0);
  });

  it("moves each customer once when three instances race", async () => {
    const sweepAll = async (instance: Database): Promise<number> => {
      const moved = await sweepDue(instance, now + 11 * day);
      return moved === 0 ? 0 : moved + (await sweepAll(instance));
    };
    const moved = await Promise.all(instances.map(sweepAll));
    // An instance that finds the last rows locked by another one ends; the other one moves them.
    expect(moved.reduce((sum, count) => sum + count, 0)).to.equal(many);
    expect(await numbers()).to.deep.equal({ active: many });
    expect(await sweepDue(db(), now + 71 * day)).to.equal(500);
    while ((await sweepDue(db(), now + 71 * day)) > 0);
    expect(await numbers()).to.deep.equal({ at_risk: many });
  });

  it("applies new limits of a store to all its customers and ignores older ones that arrive late", async () => {
    const set = (vip_spent: number, version: number) =>
      transaction(db(), (tx) => keepRules(db(), tx, harness.store_id, { vip_spent }, version));
    const sweepAll = async (instance: Database) => {
      while ((await sweepStore(instance, now)) > 0);
    };
    await set(10, 7);
    await Promise.all(instances.map(sweepAll));
    await sweepAll(db());
    expect(await numbers()).to.deep.equal({ vip: many });
    await set(5_000, 6);
    await sweepAll(db());
    expect(await numbers()).to.deep.equal({ vip: many });
    await set(11, 8);
    await sweepAll(db());
    expect(await numbers()).to.deep.equal({ new: many });
  });

  it("restarts when the limits change during a sweep", async () => {
    const set = (vip_spent: number, version: number) =>
      transaction(db(), (tx) => keepRules(db(), tx, harness.store_id, { vip_spent }, version));
    await set(10, 9);
    await sweepStore(db(), now);
    expect(await numbers()).to.deep.equal({ vip: 500, new: many - 500 });
    await set(20, 10);
    while ((await sweepStore(db(), now)) > 0);
    expect(await numbers()).to.deep.equal({ new: many });
    const [last] = await db().rows<{ total_orders: number; first_order_at: number }>(
      "SELECT total_orders, first_order_at FROM customers WHERE store_id = ? AND id = ?",
      [harness.store_id, first + many - 1],
    );
    expect(last).to.deep.equal({ total_orders: 1, first_order_at: now - 20 * day });
  });
});
