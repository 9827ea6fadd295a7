import "../../support/data-dir.ts";
import { setImmediate } from "node:timers/promises";
import { expect } from "chai";
import { InProcessBus } from "../../../mixins/bus.in-process.ts";
import type { Database } from "../../../mixins/database.ts";
import { Relay } from "../../../mixins/relay.ts";
import { makeFact, openLedger, write } from "../../support/core/ledger.ts";
import { until } from "../../support/until.ts";

describe("relay in one process", () => {
  it("waits before it publishes again what a stopped consumer did not take, however often it is woken", async () => {
    const { db, count } = await openLedger();
    const bus = new InProcessBus();
    const relay = new Relay(db, bus);
    const pattern = "customer_group.*";
    const bury = () => Promise.reject(new Error("Nothing is to be buried."));
    let heard = 0;
    const wakes = async () => {
      heard++;
      relay.kick();
    };
    bus.subscribe({ name: "gone.away", pattern, handle: () => Promise.resolve(), bury });
    bus.subscribe({ name: "still.here", pattern, handle: wakes, bury });
    await bus.stop("gone");
    await write(db, { idempotency_key: "k", text: "told" });
    const since = Date.now();
    relay.start(() => undefined);
    await until(() => heard >= 2);
    await relay.stop();
    expect(Date.now() - since).to.be.greaterThan(900);
    expect(await count("outbox", "sent_at IS NULL")).to.equal(1);
  });

  it("hands out a bounded number of facts at once, and all of them in the end", async function () {
    this.timeout(60_000);
    const { db, count } = await openLedger();
    const told = 5_000;
    await tell(db, told);
    const bus = new InProcessBus();
    const relay = new Relay(db, bus);
    let inHand = 0;
    let most = 0;
    const heard = new Set<string>();
    bus.subscribe({
      name: "slow.reader",
      pattern: "customer_group.*",
      async handle(fact) {
        most = Math.max(most, ++inHand);
        await setImmediate();
        heard.add(fact.id);
        inHand--;
      },
      bury: () => Promise.reject(new Error("Nothing is to be buried.")),
    });
    relay.start(() => undefined);
    await until(async () => (await count("outbox", "sent_at IS NULL")) === 0, 50_000);
    await relay.stop();
    expect(heard.size).to.equal(told);
    expect(most).to.be.within(2, 32);
  });

  it("stops at once while its hands are full of facts that are not done with", async () => {
    const { db, count } = await openLedger();
    await tell(db, 100);
    const bus = new InProcessBus();
    const relay = new Relay(db, bus);
    let taken = 0;
    const never = Promise.withResolvers<void>();
    const handle = () => {
      taken++;
      return never.promise;
    };
    bus.subscribe({ name: "never.done", pattern: "*", handle, bury: () => Promise.resolve() });
    relay.start(() => undefined);
    await until(() => taken === 32);
    await relay.stop();
    expect(taken).to.equal(32);
    expect(await count("outbox", "sent_at IS NULL")).to.equal(100);
    never.resolve();
  });

  it("sends what comes after hundreds of facts that nobody takes", async () => {
    const { db, count } = await openLedger();
    await tell(db, 200);
    const bus = new InProcessBus();
    const relay = new Relay(db, bus);
    const bury = () => Promise.reject(new Error("Nothing is to be buried."));
    bus.subscribe({ name: "gone.away", pattern: "customer_group.*", handle: () => Promise.resolve(), bury });
    await bus.stop("gone");
    await tell(db, 1, "order.created");
    relay.start(() => undefined);
    await until(async () => (await count("outbox", "name = 'order.created' AND sent_at IS NOT NULL")) === 1, 15_000);
    await relay.stop();
    expect(await count("outbox", "sent_at IS NULL")).to.equal(200);
  });
});

async function tell(db: Database, many: number, name = "customer_group.created"): Promise<void> {
  const rows = Array.from({ length: many }, (_, index) => {
    const fact = { ...makeFact(`told-${index}`), name };
    return {
      fact_id: fact.id,
      name,
      aggregate_id: fact.aggregate.id,
      fact: JSON.stringify(fact),
      created_at: 0,
      sent_at: null,
    };
  });
  for (let from = 0; from < many; from += 500)
    await db.insertMany(`${db.service}_outbox`, rows.slice(from, from + 500));
}
