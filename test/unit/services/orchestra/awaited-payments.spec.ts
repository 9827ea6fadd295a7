import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { expect } from "chai";
import { ulid } from "ulid";
import { notPaidInTime } from "../../../../services/contracts/orders.ts";
import type { OrderRequest } from "../../../../services/contracts.ts";
import { type Running, startBroker } from "../../../support/broker.ts";
import { OrderingShop } from "../../../support/ordering/shop.ts";
import { until } from "../../../support/until.ts";

const names = ["cache", "catalog", "customers", "inventory", "loyalty", "notifications", "orchestra", "orders"];
const services = await Promise.all(
  [...names, "payments", "shipments"].map(
    async (name) => (await import(`../../../../services/${name}/${name}.service.ts`)).default,
  ),
);

describe("awaited payments", () => {
  let running: Running;
  let shop: OrderingShop;
  before(async () => {
    running = await startBroker(...services);
    shop = await new OrderingShop(running.call, 783).open();
  });
  after(() => running.stop());

  const place = async (payment_method_id: string, more: Partial<OrderRequest> = {}, hold?: number) => {
    const params = {
      store: { ...shop.store, ...(hold === undefined ? {} : { payment_hold_minutes: hold }) },
      customer_id: await shop.newCustomer(),
      order: shop.request({ payment_method_id, ...more }),
      idempotency_key: ulid(),
    };
    return { params, placed: await running.call("orchestra.placeOrder", params) };
  };
  const say = (payment_id: string | undefined, outcome: "succeeded" | "failed") => {
    const body = JSON.stringify({ store_id: shop.store.store_id, payment_id, outcome });
    return running.call("payments.receiveHook", { provider: "sandbox", hook: { body, headers: {} } });
  };
  const orderOf = (order_id: string) =>
    running.call("orders.getWithReturns", { store_id: shop.store.store_id, order_id });
  const becomes = (order_id: string, wanted: object) =>
    until(async () => {
      const order = await orderOf(order_id);
      return Object.entries(wanted).every(([name, value]) => order[name as "status"] === value);
    });
  const available = async () => {
    const { on_hand, reserved } = await shop.shelf();
    return on_hand - reserved;
  };

  it("answer with what to do, hold the stock, and confirm the order when the payer has done it", async () => {
    const before = await available();
    const { params, placed } = await place("pm_card_3ds");
    expect(placed).to.include({ status: "pending", payment_status: "requires_action", financial_status: "pending" });
    expect(placed.payment).to.include({ status: "requires_action", captured: 0 });
    expect(placed.payment?.next_action?.url).to.equal(`/dev/payments/783/${placed.payment?.id}`);
    expect(await available()).to.equal(before - 2);
    await say(placed.payment?.id, "succeeded");
    await becomes(placed.id, { status: "confirmed", payment_status: "captured", financial_status: "paid" });
    expect(await available()).to.equal(before - 2);
    expect(await running.call("orchestra.placeOrder", params)).to.deep.equal(placed);
    const { timeline } = await orderOf(placed.id);
    expect(timeline.map(({ type }) => type)).to.include.members(["payment.requires_action", "payment.captured"]);
  });

  it("keep nothing of a customer who is erased while they wait, and still confirm the order", async () => {
    const { store_id } = shop.store;
    const { params, placed } = await place("pm_card_3ds");
    const { customer_id } = params;
    const { email } = await running.call("customers.get", { store_id, customer_id });
    const kept = () => journalOf(customer_id);
    expect(await kept())
      .to.include(email)
      .and.include("Lovelace");
    await running.call("orchestra.deleteCustomer", { store_id, idempotency_key: ulid(), customer_id });
    await until(async () => !(await kept()).includes("Lovelace"));
    expect(await kept()).not.to.include(email);
    await say(placed.payment?.id, "succeeded");
    await becomes(placed.id, { status: "confirmed", payment_status: "captured" });
    await until(async () => (await orderOf(placed.id)).contact === null);
    expect(await kept()).not.to.include("Lovelace");
  });

  it("stay pending when a bank has them, and are captured or failed later", async () => {
    const refused = await place("pm_bank_redirect").catch((error: { type?: string }) => error);
    expect(refused).to.include({ type: "payment_declined" });
    const { placed } = await place("pm_bank_redirect", { return_url: "https://shop.test/back" });
    await say(placed.payment?.id, "succeeded");
    await becomes(placed.id, { status: "pending", payment_status: "processing" });
    await say(placed.payment?.id, "succeeded");
    await becomes(placed.id, { status: "confirmed", payment_status: "captured" });
    const debit = await place("pm_bank_debit");
    expect(debit.placed.payment).to.include({ status: "processing", next_action: null });
    await say(debit.placed.payment?.id, "failed");
    await becomes(debit.placed.id, { status: "pending", payment_status: "failed" });
  });

  it("can be tried again after they failed, also by one that is awaited; then the order goes on", async () => {
    const { placed, params } = await place("pm_card_3ds");
    await say(placed.payment?.id, "failed");
    await becomes(placed.id, { status: "pending", payment_status: "failed" });
    const { order } = await running.call("orchestra.retryPayment", {
      store: shop.store,
      customer_id: params.customer_id,
      order_number: placed.order_number,
      payment_method_id: "pm_card_3ds",
      idempotency_key: ulid(),
    });
    const second = order.money.payments.at(-1);
    expect(second).to.include({ status: "requires_action" });
    expect(order.payment_status).to.equal("requires_action");
    await say(second?.id, "succeeded");
    await becomes(placed.id, { status: "confirmed", payment_status: "captured", financial_status: "paid" });
  });

  it("end with their order when it is cancelled meanwhile, and money that comes after that goes back", async () => {
    const before = await available();
    const { placed } = await place("pm_bank_debit");
    const cancel = { reason: "customer_request" as const, refund: true, restock: true, notify: false };
    await running.call("orchestra.cancelOrder", {
      store: shop.store,
      order_id: placed.id,
      idempotency_key: ulid(),
      ...cancel,
    });
    expect(await available()).to.equal(before);
    await say(placed.payment?.id, "succeeded");
    await becomes(placed.id, { status: "cancelled", payment_status: "captured", financial_status: "refunded" });
    expect(await available()).to.equal(before);
  });

  it("are given up when their time is over: the order is cancelled and its stock free", async () => {
    const before = await available();
    const { placed } = await place("pm_card_3ds", {}, 0.002);
    await becomes(placed.id, { status: "cancelled", payment_status: "failed" });
    expect(await orderOf(placed.id)).to.include({ cancel_reason: "other", cancel_reason_details: notPaidInTime });
    await until(async () => (await available()) === before);
    await say(placed.payment?.id, "succeeded");
    expect(await orderOf(placed.id)).to.include({ status: "cancelled", payment_status: "failed" });
  });
});

/** Whatever the journal holds of a customer's runs. */
async function journalOf(customer_id: string): Promise<string> {
  const journal = new BetterSqlite(join(process.env.DATA_DIR ?? "", "orchestra.sqlite"), { readonly: true });
  const runs = journal.prepare("SELECT * FROM workflow_runs WHERE customer_id = ?").all(customer_id);
  const steps = journal
    .prepare("SELECT * FROM workflow_steps WHERE run_id IN (SELECT public_id FROM workflow_runs WHERE customer_id = ?)")
    .all(customer_id);
  journal.close();
  return JSON.stringify([runs, steps]);
}
