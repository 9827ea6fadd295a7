import "../../../support/data-dir.ts";
import { setImmediate } from "node:timers/promises";
import { expect } from "chai";
import type { Database } from "../../../../mixins/db/database.ts";
import { InProcessBus } from "../../../../mixins/messaging/bus.in-process.ts";
import { Relay } from "../../../../mixins/messaging/relay.ts";
import { makeEvent, openLedger, write } from "../../../support/core/ledger.ts";
import { until } from "../../../support/until.ts";

describe("relay in one process", () => {
  it("waits before it publishes again what a stopped consumer did not take, however often it is woken", async () => {
    const { db, count } = await openLedger();
    const bus = new InProcessBus();
    const relay = new Relay(db, bus);
    const pattern = "customer_group.*";
    const deadLetter = () => Promise.reject(new Error("Nothing is to be buried."));
    let heard = 0;
    const wakes = async () => {
      heard++;
      relay.kick();
    };
    bus.subscribe({ name: "gone.away", pattern, handle: () => Promise.resolve(), deadLetter });
    bus.subscribe({ name: "still.here", pattern, handle: wakes, deadLetter });
    await bus.stop("gone");
    await write(db, { idempotency_key: "k", text: "told" });
    const since = Date.now();
    relay.start(() => undefined);
    await until(() => heard >= 2);
    await relay.stop();
    expect(Date.now() - since).to.be.greaterThan(900);
    expect(await count("outbox", "sent_at IS NULL")).to.equal(1);
  });

  it("hands out a bounded number of events at once, and all of them in the end", async function () {
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
      async handle(event) {
        most = Math.max(most, ++inHand);
        await setImmediate();
        heard.add(event.id);
        inHand--;
      },
      deadLetter: () => Promise.reject(new Error("Nothing is to be buried.")),
    });
    relay.start(() => undefined);
    await until(async () => (await count("outbox", "sent_at IS NULL")) === 0, 50_000);
    await relay.stop();
    expect(heard.size).to.equal(told);
    expect(most).to.be.within(2, 32);
  });

  it("stops at once while its hands are full of events that are not done with", async () => {
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
    bus.subscribe({ name: "never.done", pattern: "*", handle, deadLetter: () => Promise.resolve() });
    relay.start(() => undefined);
    await until(() => taken === 32);
    await relay.stop();
    expect(taken).to.equal(32);
    expect(await count("outbox", "sent_at IS NULL")).to.equal(100);
    never.resolve();
  });

  it("sends what comes after hundreds of events that nobody takes", async () => {
    const { db, count } = await openLedger();
    await tell(db, 200);
    const bus = new InProcessBus();
    const relay = new Relay(db, bus);
    const deadLetter = () => Promise.reject(new Error("Nothing is to be buried."));
    bus.subscribe({ name: "gone.away", pattern: "customer_group.*", handle: () => Promise.resolve(), deadLetter });
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
    const event = { ...makeEvent(`told-${index}`), name };
    return {
      fact_id: event.id,
      name,
      aggregate_id: event.aggregate.id,
      fact: JSON.stringify(event),
      created_at: 0,
      sent_at: null,
    };
  });
  for (let from = 0; from < many; from += 500)
    await db.insertMany(`${db.service}_outbox`, rows.slice(from, from + 500));
}
