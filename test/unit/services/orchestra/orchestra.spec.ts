import { expect } from "chai";
import type { Customer } from "../../../../services/contracts.ts";
import customers from "../../../../services/customers/customers.service.ts";
import orchestra from "../../../../services/orchestra/orchestra.service.ts";
import orders from "../../../../services/orders/orders.service.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

const store = { store_id: 771, tenant_id: "ten_test" };
const store_id = store.store_id;

describe("workflow actions", () => {
  let broker: Running;
  let made = 0;

  before(async () => {
    broker = await startBroker(customers, orders, orchestra);
  });
  after(() => broker.stop());

  function makeCustomer(): Promise<Customer> {
    const customer = { email: `c${++made}@example.com`, registration_source: "APP" as const };
    return broker.call("customers.create", { ...store, country: "BD", idempotency_key: `customer-${made}`, customer });
  }

  function makeOrder(customer_id: string) {
    const amounts = { sub_total: 500, discount: 0, tax: 0, shipping: 0, tip: 0 };
    const order = { customer_id, currency: "BDT", payment_method: "card", ...amounts };
    return broker.call("orders.create", { ...store, idempotency_key: `order-${++made}`, order });
  }

  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => "accepted",
      ({ code, type }) => ({ code, type }),
    );

  it("delete a customer without orders, named by either id, and replay a repeated request", async () => {
    const { id, user_id } = await makeCustomer();
    const run = { store_id, user_id, only_without_orders: true, idempotency_key: "delete-1" };
    expect(await broker.call("orchestra.deleteCustomer", run)).to.deep.equal({ customer_id: id });
    expect(await broker.call("orchestra.deleteCustomer", run)).to.deep.equal({ customer_id: id });
    expect(await refusal(broker.call("customers.get", { store_id, customer_id: id }))).to.deep.equal({
      code: 404,
      type: "customer_not_found",
    });
  });

  it("keep a customer with orders when only_without_orders is set", async () => {
    const { id } = await makeCustomer();
    await makeOrder(id);
    const run = { store_id, customer_id: id, idempotency_key: "delete-2" };
    expect(await refusal(broker.call("orchestra.deleteCustomer", { ...run, only_without_orders: true }))).to.deep.equal(
      {
        code: 400,
        type: "customer_has_orders",
      },
    );
    expect((await broker.call("customers.get", { store_id, customer_id: id })).id).to.equal(id);
    expect(await broker.call("orchestra.deleteCustomer", run)).to.deep.equal({ customer_id: id });
  });

  it("return the errors of their steps unchanged", async () => {
    const run = { store_id, customer_id: "cust_none", only_without_orders: true, idempotency_key: "delete-3" };
    const notFound = { code: 404, type: "customer_not_found" };
    expect(await refusal(broker.call("orchestra.deleteCustomer", run))).to.deep.equal(notFound);
    const { id } = await makeCustomer();
    const stale = { store_id, customer_id: id, if_versions: [99], idempotency_key: "delete-4" };
    expect(await refusal(broker.call("orchestra.deleteCustomer", stale))).to.deep.equal({
      code: 412,
      type: "version_mismatch",
    });
  });

  it("rebuild totals that do not match the orders", async () => {
    const { id } = await makeCustomer();
    await makeOrder(id);
    const money = { grand_total: 900, net_sales: 900, currency: "BDT", counts: false };
    const known = { order_id: "ord_never_was", order_number: "A-1", created_at: Date.now() };
    const wrong = { ...known, customer_id: id, version: 1, ...money };
    await broker.call("customers.applyOrders", { store_id, tallies: [wrong] });
    const rebuilt = await broker.call("orchestra.rebuildCustomerTotals", { store_id }, { timeout: 60_000 });
    expect(rebuilt.orders).to.be.greaterThan(0);
    const { total_orders, total_order_amount } = await broker.call("customers.get", { store_id, customer_id: id });
    expect({ total_orders, total_order_amount }).to.deep.equal({ total_orders: 1, total_order_amount: 500 });
  });
});
