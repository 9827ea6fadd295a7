import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ulid } from "ulid";
import { Apart } from "../support/ordering/apart.ts";
import { OrderingShop } from "../support/ordering/shop.ts";
import { until } from "../support/until.ts";

const many = 100;
const store_id = 784;

describe("a hundred orders whose payments wait for 3-D Secure", () => {
  const folder = mkdtempSync(join(tmpdir(), "waiting-payments-"));
  let now: Apart;
  const start = async () => {
    now = new Apart(folder);
    await now.ready;
  };
  after(async () => {
    await now.end("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  it("each end once across kills and a restart of every process", async function () {
    this.timeout(180_000);
    await start();
    const shop = await new OrderingShop((name, params) => now.call(name, params), store_id).open(1_000);
    const customer_id = await shop.newCustomer();
    const requests = Array.from({ length: many }, () => ({
      store: shop.store,
      customer_id,
      order: shop.request({ payment_method_id: "pm_card_3ds" }),
      idempotency_key: ulid(),
    }));
    const placed = await Promise.all(requests.map((request) => now.call("orchestra.placeOrder", request)));
    expect(placed.every(({ payment_status }) => payment_status === "requires_action")).to.equal(true);
    await now.end("SIGKILL");

    await start();
    const [first] = requests;
    if (first) expect(await now.call("orchestra.placeOrder", first)).to.deep.equal(placed[0]);
    const say = (some: typeof placed) =>
      Promise.all(
        some.map(({ payment }) => {
          const body = JSON.stringify({ store_id, payment_id: payment?.id, outcome: "succeeded" });
          return now.call("payments.receiveHook", { provider: "sandbox", hook: { body, headers: {} } });
        }),
      );
    await say(placed.slice(0, many / 2));
    // What was kept is handled, wherever it stood.
    await now.end("SIGKILL");
    await start();
    await say(placed.slice(many / 2));
    await now.end("SIGTERM");
    await start();
    await say(placed);

    const confirmed = () => now.call("orders.search", { store_id, limit: 1, filter: { status: "confirmed" } });
    await until(async () => (await confirmed()).total === many, 90_000);
    await until(async () => (await now.call("orchestra.listRuns", { state: "waiting", limit: 10 })).length === 0);
    const runs = await now.call("orchestra.listRuns", { limit: 500 });
    const ended = runs.filter(({ workflow }) => workflow === "orchestra.placeOrder").map(({ state }) => state);
    expect(ended).to.deep.equal(Array(many).fill("completed"));
    expect(await shop.shelf()).to.deep.equal({ on_hand: 1_000 - 2 * many, reserved: 0 });
    for (const { id: order_id } of placed) {
      const { payments } = await now.call("payments.ofOrder", { store_id, order_id });
      expect(payments.map(({ status, captured, amount }) => [status, captured - amount])).to.deep.equal([
        ["captured", 0],
      ]);
      const { timeline } = await now.call("orders.getWithReturns", { store_id, order_id });
      const types = timeline.map(({ type }) => type);
      for (const once of ["payment.captured", "order.status_changed"])
        expect(types.filter((type) => type === once)).to.deep.equal([once]);
    }
  });
});
