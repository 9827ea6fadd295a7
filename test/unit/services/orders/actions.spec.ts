import { expect } from "chai";
import type { Call, NewOrder, OrderFilter, SettableStatus } from "../../../../services/contracts.ts";
import { type Running, startBroker } from "../../../support/broker.ts";
import { until } from "../../../support/until.ts";

const { default: customers } = await import("../../../../services/customers/customers.service.ts");
const { default: orders } = await import("../../../../services/orders/orders.service.ts");

const store_id = 731;
const write = (key: string) => ({ store_id, idempotency_key: `orders.spec:${key}` });

describe("orders service", () => {
  let running: Running;
  let call: Call;
  before(async () => {
    running = await startBroker(customers, orders);
    call = running.call;
  });
  after(() => running.stop());

  const create = (key: string, order: Partial<NewOrder> = {}) =>
    call("orders.create", { ...write(key), tenant_id: "ten_orders", order: { ...plain, ...order } });
  const setStatus = (key: string, order_id: string, status: SettableStatus) =>
    call("orders.setStatus", { ...write(key), order_id, status });
  const cancel = (key: string, order_id: string) =>
    call("orders.cancel", { ...write(key), order_id, reason: "customer_request" });

  it("creates one pending order per idempotency key under the store's next number", async () => {
    const first = await create("first");
    expect(first).to.include({ order_number: "A-1001", status: "pending", grand_total: 1_050, version: 1 });
    expect(await create("first")).to.deep.equal(first);
    expect((await create("second")).order_number).to.equal("A-1002");
  });

  it("gives concurrent orders different numbers", async () => {
    const made = await Promise.all(Array.from({ length: 20 }, (_, n) => create(`at once ${n}`)));
    expect(new Set(made.map(({ order_number }) => order_number)).size).to.equal(20);
  });

  it("refuses a discount above the subtotal and uses no number", async () => {
    const before = await create("before the refusal");
    await refused(create("too cheap", { discount: 1_001 }), "invalid_discount", 422);
    const after = await create("after the refusal");
    expect(Number(after.order_number.slice(2))).to.equal(Number(before.order_number.slice(2)) + 1);
  });

  it("keeps the status of a cancelled order", async () => {
    const { id } = await create("to be cancelled");
    const confirmed = await setStatus("confirm", id, "confirmed");
    expect(confirmed.changed).to.equal(true);
    expect(confirmed.order).to.include({ status: "confirmed", version: 2 });
    const again = await setStatus("confirm again", id, "confirmed");
    expect(again).to.deep.equal({ order: confirmed.order, changed: false });
    expect((await cancel("cancel", id)).order).to.include({ status: "cancelled", version: 3 });
    await refused(cancel("cancel again", id), "order_already_cancelled", 409);
    await refused(setStatus("revive", id, "pending"), "invalid_status_transition", 409);
    await refused(setStatus("unknown", "ord_unknown", "pending"), "order_not_found", 404);
  });

  it("searches by customer and status, by page and by cursor", async () => {
    const customer_id = "cust_searched";
    for (let n = 0; n < 7; n++) await create(`searched ${n}`, { customer_id });
    const all = await allOf({ customer_id });
    expect(all).to.have.length(7);
    expect(new Set(all.map(({ id }) => id)).size).to.equal(7);
    await setStatus("ship one", all[3]?.id ?? "", "shipped");
    expect((await allOf({ customer_id, status: "shipped" })).map(({ id }) => id)).to.deep.equal([all[3]?.id]);
    const page = await call("orders.search", { store_id, filter: { customer_id }, page: 2, limit: 3 });
    expect(page.items.map(({ id }) => id)).to.deep.equal(all.slice(3, 6).map(({ id }) => id));
    expect(page.total).to.equal(7);
    expect((await call("orders.search", { store_id: 732, filter: {}, limit: 5 })).total).to.equal(0);
  });

  async function allOf(filter: OrderFilter) {
    let page = await call("orders.search", { store_id, filter, limit: 2 });
    const all = [...page.items];
    while (page.next_cursor) {
      page = await call("orders.search", { store_id, filter, limit: 2, cursor: page.next_cursor });
      all.push(...page.items);
    }
    return all;
  }

  it("counts orders in their customer's totals until cancelled", async () => {
    const { id: customer_id } = await newCustomer("counted");
    const counted = await create("counted", { customer_id });
    const { id } = await create("not counted", { customer_id, sub_total: 5_000 });
    await until(async () => (await totalsOf(customer_id)).total_orders === 2);
    await cancel("cancel the second", id);
    await until(async () => (await totalsOf(customer_id)).total_orders === 1);
    expect((await totalsOf(customer_id)).total_order_amount).to.equal(counted.grand_total);
    expect(await call("orders.countOf", { store_id, customer_id })).to.deep.equal({ orders: 2 });
  });

  it("lists tallies page by page up to the last one", async () => {
    let page = await call("orders.tallies", { store_id, limit: 5 });
    const tallies = [...page.tallies];
    while (page.next !== null) {
      page = await call("orders.tallies", { store_id, after: page.next, limit: 5 });
      tallies.push(...page.tallies);
    }
    const { total } = await call("orders.search", { store_id, filter: {}, limit: 1 });
    expect(new Set(tallies.map(({ order_id }) => order_id)).size).to.equal(total);
    expect(tallies.filter(({ counts }) => !counts)).to.have.length(2);
  });

  it("keeps orders of an erased customer without their note, also in recorded results", async () => {
    const { id: customer_id } = await newCustomer("erased");
    const { id } = await create("noted", { customer_id, note: "Ask for Rahim." });
    await call("customers.erase", { ...write("erase"), customer_id });
    const find = async () => (await call("orders.search", { store_id, filter: { customer_id }, limit: 5 })).items[0];
    await until(async () => (await find())?.note === null);
    expect(await find()).to.include({ id, customer_id, version: 2 });
    await refused(create("noted", { customer_id, note: "Ask for Rahim." }), "erased", 410);
  });

  const newCustomer = (name: string) =>
    call("customers.create", {
      ...write(`customer ${name}`),
      tenant_id: "ten_orders",
      country: "BD",
      customer: { email: `${name}@example.com`, registration_source: "MERCHANT" },
    });
  const totalsOf = (customer_id: string) => call("customers.get", { store_id, customer_id });
});

const plain: NewOrder = {
  customer_id: "cust_nobody",
  currency: "BDT",
  sub_total: 1_000,
  discount: 100,
  tax: 45,
  shipping: 100,
  tip: 5,
  payment_method: "cod",
};

async function refused(work: Promise<unknown>, type: string, code: number): Promise<void> {
  const error = await work.then(
    () => expect.fail(`It was not refused with ${type}.`),
    (thrown: unknown) => thrown,
  );
  expect(error).to.include({ type, code });
}
