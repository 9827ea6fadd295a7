import { expect } from "chai";
import { sampleCustomer } from "../../../demo-data/customers.ts";
import { demoStores } from "../../../demo-data/stores.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { Store } from "../../../services/contracts.ts";

const { seedOrders } = await import("../../../cli/commands/seed/orders.ts");
const { Database: Opened } = await import("../../../mixins/db/database.ts");
const { transaction } = await import("../../../mixins/db/transaction.ts");
const { insertCustomers, takeKeys } = await import("../../../services/customers/store/bulk.ts");
const services = await Promise.all([
  import("../../../services/customers/customers.service.ts"),
  import("../../../services/orders/orders.service.ts"),
  import("../../../services/payments/payments.service.ts"),
  import("../../../services/shipments/shipments.service.ts"),
]);
const { startIdleBroker } = await import("../../support/broker.ts");

const america = demoStores[1] ?? expect.fail();
const store = { ...america, store_id: 7420 } as unknown as Store;
const now = 1_750_000_000_000;

describe("seeding many orders for few customers", () => {
  const names = ["customers", "orders", "payments", "shipments"] as const;
  let dbs: Record<(typeof names)[number], Database>;
  before(async () => {
    const opened = names.map((name) => [name, new Opened(name)]);
    dbs = Object.fromEntries(opened) as typeof dbs;
    const broker = await startIdleBroker(...services.map((service) => service.default));
    await broker.stop();
    const key = await takeKeys(dbs.customers, 2);
    const buyers = [0, 1].map((n) => ({ key: key + n, ...sampleCustomer(america, 950 + n, now - 9e9, now) }));
    await transaction(dbs.customers, (tx) =>
      insertCustomers(dbs.customers, tx, { ...america, store_id: 7420 }, buyers),
    );
  });
  after(() => Promise.all(names.map((name) => dbs[name].close())));

  it("commits 2,000 of them at a time, numbered without gaps, and adds up what each customer bought", async () => {
    const written: number[] = [];
    await seedOrders({ store, ...dbs, lanes: 1, now }, 4_500, (orders) => written.push(orders));
    const [counted] = await dbs.orders.rows<{ n: number; first: number; last: number }>(
      "SELECT COUNT(*) AS n, MIN(number) AS first, MAX(number) AS last FROM orders WHERE store_id = 7420",
    );
    const [totals] = await dbs.customers.rows<{ n: number }>(
      "SELECT SUM(total_orders) AS n FROM customers WHERE store_id = 7420",
    );
    const [kept] = await dbs.orders.rows<{ n: number }>(
      "SELECT COUNT(*) AS n FROM orders WHERE store_id = 7420 AND status <> 'cancelled'",
    );
    expect(written).to.deep.equal([2_000, 2_000, 500]);
    expect(counted?.n).to.equal(4_500);
    expect((counted?.last ?? 0) - (counted?.first ?? 0)).to.equal(4_499);
    expect(Number(totals?.n)).to.equal(kept?.n);
  });
});
