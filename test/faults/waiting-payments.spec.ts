import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { expect } from "chai";
import { ulid } from "ulid";
import type { Call } from "../../services/contracts.ts";
import { OrderingShop } from "../support/ordering/shop.ts";
import { until } from "../support/until.ts";

const script = join(import.meta.dirname, "../support/ordering/actions-process.ts");
const many = 100;
const store_id = 784;

/** A process of the product whose actions can be called until it ends. */
class Apart {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting = new Map<string, PromiseWithResolvers<never>>();
  readonly ready: Promise<unknown>;

  constructor(folder: string) {
    const env = { ...process.env, DATA_DIR: folder, DATABASE_URL: "", NATS_URL: "", REDIS_URL: "", LOG_LEVEL: "fatal" };
    this.#child = spawn(process.execPath, [script], { env, stdio: ["pipe", "pipe", "inherit"] });
    this.ready = this.#wait("ready");
    createInterface(this.#child.stdout).on("line", (line) => {
      if (!line.startsWith("{")) return;
      const { id, result, error } = JSON.parse(line);
      const waiting = this.#waiting.get(id);
      if (error === undefined) waiting?.resolve(result as never);
      else waiting?.reject(new Error(error));
    });
  }

  readonly call: Call = (name, params) => {
    const id = ulid();
    this.#child.stdin.write(`${JSON.stringify({ id, name, params })}\n`);
    return this.#wait(id);
  };

  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const gone = once(this.#child, "exit");
    this.#child.kill(signal);
    await gone;
  }

  #wait(id: string): Promise<never> {
    const waiting = Promise.withResolvers<never>();
    this.#waiting.set(id, waiting);
    return waiting.promise;
  }
}

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
