import { setImmediate } from "node:timers/promises";
import { InProcessBus, Relay } from "@seller-orchestra/durable";
import { expect } from "chai";
import type { Database } from "../../../../mixins/db/database.ts";
import { storeOf } from "../../../../mixins/db/store.ts";
import { poller } from "../../../../mixins/jobs/poller.ts";
import { makeEvent, openLedger, write } from "../../../support/core/ledger.ts";
import { until } from "../../../support/until.ts";

const quiet = { warn: () => undefined };
const silent = { error: () => undefined };

describe("in-process relay", () => {
  it("waits before retrying events for a stopped consumer, however often it is signalled", async () => {
    const { db, count } = await openLedger();
    const bus = new InProcessBus();
    const relay = new Relay(storeOf(db), bus, poller, silent).worker();
    const pattern = "customer_group.*";
    const deadLetter = () => Promise.reject(new Error("No dead letter is expected."));
    let handled = 0;
    const handleAndSignal = async () => {
      handled++;
      poller.wake(relay.name);
    };
    bus.subscribe({ name: "stopped.consumer", pattern, handle: () => Promise.resolve(), deadLetter });
    bus.subscribe({ name: "running.consumer", pattern, handle: handleAndSignal, deadLetter });
    await bus.stop("stopped");
    await write(db, { idempotency_key: "k", text: "event" });
    const since = Date.now();
    const stop = poller.start([relay], quiet);
    await until(() => handled >= 2);
    await stop();
    expect(Date.now() - since).to.be.greaterThan(900);
    expect(await count("outbox", "sent_at IS NULL")).to.equal(1);
  });

  it("limits the events in progress and delivers all of them", async function () {
    this.timeout(60_000);
    const { db, count } = await openLedger();
    const eventCount = 5_000;
    await insertEvents(db, eventCount);
    const bus = new InProcessBus();
    const relay = new Relay(storeOf(db), bus, poller, silent).worker();
    let inProgress = 0;
    let maxInProgress = 0;
    const handled = new Set<string>();
    bus.subscribe({
      name: "slow.reader",
      pattern: "customer_group.*",
      async handle(event) {
        maxInProgress = Math.max(maxInProgress, ++inProgress);
        await setImmediate();
        handled.add(event.id);
        inProgress--;
      },
      deadLetter: () => Promise.reject(new Error("No dead letter is expected.")),
    });
    const stop = poller.start([relay], quiet);
    await until(async () => (await count("outbox", "sent_at IS NULL")) === 0, 50_000);
    await stop();
    expect(handled.size).to.equal(eventCount);
    expect(maxInProgress).to.be.within(2, 32);
  });

  it("stops at once while its events in progress are unfinished", async () => {
    const { db, count } = await openLedger();
    await insertEvents(db, 100);
    const bus = new InProcessBus();
    const relay = new Relay(storeOf(db), bus, poller, silent).worker();
    let started = 0;
    const never = Promise.withResolvers<void>();
    const handle = () => {
      started++;
      return never.promise;
    };
    bus.subscribe({ name: "never.done", pattern: "*", handle, deadLetter: () => Promise.resolve() });
    const stop = poller.start([relay], quiet);
    await until(() => started === 32);
    await stop();
    expect(started).to.equal(32);
    expect(await count("outbox", "sent_at IS NULL")).to.equal(100);
    never.resolve();
  });

  it("delivers new events after hundreds that no consumer accepts", async () => {
    const { db, count } = await openLedger();
    await insertEvents(db, 200);
    const bus = new InProcessBus();
    const relay = new Relay(storeOf(db), bus, poller, silent).worker();
    const deadLetter = () => Promise.reject(new Error("No dead letter is expected."));
    bus.subscribe({
      name: "stopped.consumer",
      pattern: "customer_group.*",
      handle: () => Promise.resolve(),
      deadLetter,
    });
    await bus.stop("stopped");
    await insertEvents(db, 1, "order.created");
    const stop = poller.start([relay], quiet);
    await until(async () => (await count("outbox", "name = 'order.created' AND sent_at IS NOT NULL")) === 1, 15_000);
    await stop();
    expect(await count("outbox", "sent_at IS NULL")).to.equal(200);
  });
});

async function insertEvents(db: Database, many: number, name = "customer_group.created"): Promise<void> {
  const rows = Array.from({ length: many }, (_, index) => {
    const event = { ...makeEvent(`event-${index}`), name };
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
