import { requestHash } from "@seller-orchestra/durable";
import { expect } from "chai";
import { ulid } from "ulid";
import { Database } from "../../../../mixins/db/database.ts";
import { newId } from "../../../../mixins/values/ids.ts";
import type { ActionParams, Order } from "../../../../services/contracts.ts";
import { type Running, startBroker } from "../../../support/broker.ts";
import { OrderingShop } from "../../../support/ordering/shop.ts";
import { until } from "../../../support/until.ts";

const names = ["cache", "catalog", "customers", "inventory", "loyalty", "notifications", "orchestra", "orders"];

describe("a fulfilment", () => {
  let running: Running;
  let shop: OrderingShop;
  let customer: string;
  let journal: Database;

  before(async () => {
    journal = new Database("orchestra");
    const services = [...names, "payments", "shipments"].map(
      async (name) => (await import(`../../../../services/${name}/${name}.service.ts`)).default,
    );
    running = await startBroker(...(await Promise.all(services)));
    shop = await new OrderingShop(running.call, 786).open();
    customer = await shop.newCustomer();
  });
  after(async () => {
    await running?.stop();
    await journal.close();
  });

  const input = ({ id: order_id }: { id: string }): ActionParams<"orchestra.createFulfillment"> => ({
    store: shop.store,
    order_id,
    fulfillment: {},
    notify: false,
    idempotency_key: ulid(),
  });
  const fulfil = (order: { id: string }) => running.call("orchestra.createFulfillment", input(order));
  const refOf = ({ id: order_id }: { id: string }) => ({ store_id: shop.store.store_id, order_id });
  const made = (order: { id: string }) => running.call("shipments.ofOrder", refOf(order));
  const timelineOf = async (order: { id: string }) =>
    (await running.call("orders.getWithReturns", refOf(order))).timeline.map(({ type }) => type);

  it("is one of several that are asked for at once, of which nothing else is left", async () => {
    const order = await shop.place(customer);
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => fulfil(order)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).to.have.length(1);
    const refusals = outcomes.flatMap((each) => (each.status === "rejected" ? [each.reason.type] : []));
    expect(new Set(refusals)).to.deep.equal(new Set(["quantity_exceeds_unfulfilled"]));
    expect(await shop.untilNothingRuns()).to.deep.equal([]);
    expect((await made(order)).map(({ status }) => status)).to.deep.equal(["pending"]);
    expect((await timelineOf(order)).filter((type) => type.startsWith("fulfillment."))).to.deep.equal([
      "fulfillment.created",
    ]);
  });

  it("is in its order's timeline once when it was cancelled with the order", async () => {
    const order = await shop.place(customer);
    await fulfil(order);
    const cancel = { reason: "other", refund: true, restock: true, notify: false } as const;
    const { store } = shop;
    await running.call("orchestra.cancelOrder", { store, order_id: order.id, ...cancel, idempotency_key: ulid() });
    const types = await until(async () => {
      const now = await timelineOf(order);
      return now.includes("fulfillment.cancelled") && now.includes("refund.succeeded") ? now : undefined;
    });
    expect(types.filter((type) => type.startsWith("fulfillment."))).to.deep.equal([
      "fulfillment.created",
      "fulfillment.cancelled",
    ]);
  });

  it("of pieces that were lost is ended by this version in the steps of the one that began it", async () => {
    const order = await lostOnItsWay();
    const run_id = `run_${ulid()}`;
    const fulfillment_id = newId("ful");
    const mine = { ...refOf(order), fulfillment_id };
    const before = await running.call("orders.get", refOf(order));
    const claimKey = `${run_id}/2/orders.claimFulfillment`;
    const claim = await running.call("orders.claimFulfillment", { ...mine, idempotency_key: claimKey });
    const release = { action: "orders.releaseFulfillment", params: mine };
    const done = { state: "done", at: Date.now(), ms: 1 };
    const steps = [
      { id: "0", seq: 0, name: "orders.get", ...done, outcome: before },
      { id: "1", seq: 1, name: "new ful", ...done, outcome: fulfillment_id },
      { id: "2", seq: 2, name: "orders.claimFulfillment", ...done, key: claimKey, outcome: claim, undo: release },
      { id: "3", seq: 3, name: "inventory.reserve", state: "asked", key: `${run_id}/3/inventory.reserve` },
    ];
    await insertRun(run_id, order, steps);
    await until(async () => (await stateOf(run_id)) === "completed", 20_000);
    expect((await made(order)).map(({ id, status }) => [id, status])).to.deep.include([fulfillment_id, "pending"]);
    expect(await running.call("orders.get", refOf(order))).to.include({ fulfillment_status: "fulfilled" });
    expect(await shop.shelf()).to.deep.include({ reserved: 0 });
  });

  async function lostOnItsWay(): Promise<{ id: string }> {
    const order = await shop.place(customer);
    const { fulfillment } = await fulfil(order);
    const { store } = shop;
    for (const status of ["shipped", "lost"] as const)
      await running.call("orchestra.updateFulfillment", {
        store,
        order_id: order.id,
        fulfillment_id: fulfillment.id,
        changes: { status },
        notify: false,
        idempotency_key: ulid(),
      });
    return order;
  }

  const stateOf = async (run_id: string) =>
    (await journal.row<{ state: string }>("SELECT state FROM workflow_runs WHERE public_id = ?", [run_id]))?.state;

  // As the release before has left it: its process died while it asked for the stock.
  async function insertRun(public_id: string, order: Pick<Order, "id">, steps: object[]): Promise<void> {
    const { idempotency_key: run_key, ...request } = input(order);
    const now = Date.now();
    const row = {
      public_id,
      run_key,
      workflow: "orchestra.createFulfillment",
      version: 1,
      subject: order.id,
      store_id: shop.store.store_id,
      customer_id: customer,
      state: "running",
      committed: 0,
      attempts: 1,
      taken_up: 0,
      lease_owner: "gone",
      lease_until: 0,
      created_at: now,
      updated_at: now,
      request_hash: requestHash("orchestra.createFulfillment", request).hash,
      actor: JSON.stringify({ type: "merchant", id: "user_1" }),
      input: JSON.stringify({ run_key, ...request }),
      steps: JSON.stringify({ first: steps }),
    };
    await journal.insertMany("workflow_runs", [row]);
  }
});
