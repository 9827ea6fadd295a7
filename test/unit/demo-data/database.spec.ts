import { expect } from "chai";
import { sampleCustomer } from "../../../demo-data/customers.ts";
import { demoStores } from "../../../demo-data/stores.ts";
import type { Database } from "../../../mixins/db/database.ts";

const { Database: Opened } = await import("../../../mixins/db/database.ts");
const { transaction } = await import("../../../mixins/db/transaction.ts");
const { demoCatalog } = await import("../../../services/catalog/catalog.demo.ts");
const { demoCustomers } = await import("../../../services/customers/customers.demo.ts");
const { wordsOf } = await import("../../../services/customers/customers.rules.ts");
const bulk = await import("../../../services/customers/store/bulk.ts");
const { insertCustomer } = await import("../../../services/customers/store/customers.ts");
const { demoOrders } = await import("../../../services/orders/orders.demo.ts");
const services = await Promise.all([
  import("../../../services/customers/customers.service.ts"),
  import("../../../services/orders/orders.service.ts"),
  import("../../../services/catalog/catalog.service.ts"),
]);
const { startIdleBroker } = await import("../../support/broker.ts");

const america = demoStores[1] ?? expect.fail();

describe("demo data in the databases", () => {
  let customers: Database;
  let orders: Database;
  let catalog: Database;
  before(async () => {
    customers = new Opened("customers");
    orders = new Opened("orders");
    catalog = new Opened("catalog");
    const broker = await startIdleBroker(...services.map((service) => service.default));
    await broker.stop();
    await demoCustomers(customers);
    await demoOrders(orders);
    await demoCatalog(catalog);
  });
  after(() => Promise.all([customers.close(), orders.close(), catalog.close()]));

  it("has customer totals that match the orders", async () => {
    const sums = await orders.rows<{ id: string; orders: number; amount: number }>(
      `SELECT customer_id AS id, COUNT(*) AS orders, SUM(grand_total) AS amount FROM orders
       WHERE store_id IN (22, 23) AND status <> 'cancelled' GROUP BY customer_id`,
    );
    const totals = await customers.rows<{ id: string; orders: number; amount: number }>(
      `SELECT public_id AS id, total_orders AS orders, total_order_amount AS amount FROM customers
       WHERE store_id IN (22, 23) AND total_orders > 0`,
    );
    const byId = (rows: typeof sums) => Object.fromEntries(rows.map(({ id, ...rest }) => [id, { ...rest }]));
    expect(totals.length).to.be.at.least(40);
    expect(byId(totals)).to.deep.equal(byId(sums));
  });

  it("has only order types that the location offers, and delivery times", async () => {
    const locations = await catalog.rows<{ id: string; store_id: number; order_types: string }>(
      "SELECT public_id AS id, store_id, order_types FROM locations WHERE store_id IN (22, 23)",
    );
    const made = await orders.rows<{ store_id: number; location_id: string; order_type: string }>(
      "SELECT DISTINCT store_id, location_id, order_type FROM orders WHERE store_id IN (22, 23)",
    );
    expect(made.length).to.be.at.least(6);
    for (const { store_id, location_id, order_type } of made) {
      const location = locations.find((each) => each.id === location_id && each.store_id === store_id);
      expect(JSON.parse(location?.order_types ?? "[]")).to.include(order_type);
    }
    const wrong = await orders.rows(
      `SELECT 1 FROM orders WHERE store_id IN (22, 23) AND
       CASE WHEN status = 'delivered' THEN COALESCE(delivered_at, 0) <> updated_at ELSE delivered_at IS NOT NULL END`,
    );
    expect(wrong).to.deep.equal([]);
  });

  it("is created once and never restores erased rows", async () => {
    await customers.run("DELETE FROM customers WHERE store_id = 23 AND total_orders = 0");
    const before = await counts();
    await demoCustomers(customers);
    await demoOrders(orders);
    expect(await counts()).to.deep.equal(before);
  });

  const counts = () =>
    Promise.all([
      customers.row("SELECT COUNT(*) AS n FROM customers WHERE store_id IN (22, 23)"),
      orders.row("SELECT COUNT(*) AS n FROM orders WHERE store_id IN (22, 23)"),
    ]);

  it("writes a customer in bulk exactly like a single one", async () => {
    const sample = sampleCustomer(america, 900, 1_700_000_000_000, 1_750_000_000_000);
    const key = await bulk.takeKeys(customers, 1);
    const store = { ...america, store_id: 741 };
    await transaction(customers, (tx) => bulk.insertCustomers(customers, tx, store, [{ key, ...sample }]));
    const [row] = await rowsOf(741);
    const { id: _id, store_id: _store, ...columns } = row ?? expect.fail();
    const single = { ...columns, store_id: 742 } as unknown as Parameters<typeof insertCustomer>[2];
    const other = await transaction(customers, (tx) => insertCustomer(customers, tx, { ...single, is_guest: false }));
    expect((await rowsOf(742))[0]).to.deep.equal({ ...row, id: other, store_id: 742 });
    const words = await wordsFor(741, key);
    expect(words).to.deep.equal(await wordsFor(742, other));
    expect(words).to.have.length(wordsOf({ ...sample, phone_key: sample.phone, is_guest: false }).length);
  });

  const rowsOf = (store_id: number) =>
    customers.rows<Record<string, string | number | null>>("SELECT * FROM customers WHERE store_id = ?", [store_id]);
  const wordsFor = (store_id: number, key: number) =>
    customers.rows("SELECT kind, word FROM customer_words WHERE store_id = ? AND customer_id = ? ORDER BY kind, word", [
      store_id,
      key,
    ]);

  it("reserves keys above all others that are not assigned again", async () => {
    const first = await bulk.takeKeys(customers, 50);
    const next = await bulk.takeKeys(customers, 50);
    expect(next).to.be.at.least(first + 50);
    const row = { store_id: 743, public_id: "cust_after", created_at: 1 };
    expect(await customers.insert("customers", row)).to.be.at.least(next + 50);
  });
});
