import { InProcessBus, maxTries, Relay } from "@seller-orchestra/durable";
import { expect } from "chai";
import { storeOf } from "../../../mixins/db/store.ts";
import { poller } from "../../../mixins/jobs/poller.ts";
import { bus } from "../../../mixins/messaging/durable-events.ts";
import { consumerOf, handleOnce, replayAsked, subscribeAll } from "../../../mixins/messaging/inbox.ts";
import { until } from "../until.ts";
import { freshName, type Ledger, makeEvent, openLedger, subscriptionsOf, write } from "./ledger.ts";
import { startLedgerProcess } from "./processes.ts";

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const quiet = { error: () => undefined } as never;

/** Exactly-once writes and events, on the engine that the environment names. */
export function describeExactlyOnce(engine: string): void {
  describe(`writes, exactly once (${engine})`, () => {
    let ledger: Ledger;
    before(async () => {
      ledger = await openLedger();
    });

    it("does the work once for 32 concurrent requests with one key, and returns the same to all", async () => {
      let replayed = 0;
      const request = { idempotency_key: "k1", text: "once" };
      const answers = await Promise.all(times(32, () => write(ledger.db, request, undefined, () => void replayed++)));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).to.equal(1);
      expect(answers[0]?.text).to.equal("once");
      expect(replayed).to.equal(31);
      expect((await ledger.entries()).filter((text) => text === "once")).to.have.length(1);
      expect(await ledger.count("outbox", "aggregate_id = 'once'")).to.equal(1);
    });

    it("refuses a key that is reused for another request, and changes nothing", async () => {
      await write(ledger.db, { idempotency_key: "k2", text: "first" });
      const refused = await write(ledger.db, { idempotency_key: "k2", text: "second" }).catch((error) => error);
      expect(refused).to.include({ type: "idempotency_key_reused", code: 422 });
      expect(await ledger.entries()).to.not.include("second");
      expect(await ledger.count("outbox", "aggregate_id = 'second'")).to.equal(0);
    });

    it("leaves no entry, event or record of failed work, so that the key can be used again", async () => {
      const request = { idempotency_key: "k3", text: "rolled back" };
      const failed = await write(ledger.db, request, () => {
        throw new Error("in the middle");
      }).catch((error) => error);
      expect(failed.message).to.equal("in the middle");
      expect(await ledger.entries()).to.not.include("rolled back");
      expect(await ledger.count("outbox", "aggregate_id = 'rolled back'")).to.equal(0);
      expect(await ledger.count("idempotency", "idempotency_key = 'k3'")).to.equal(0);
      expect((await write(ledger.db, request)).text).to.equal("rolled back");
    });
  });

  describe(`events, handled exactly once (${engine})`, () => {
    let ledger: Ledger;
    before(async () => {
      ledger = await openLedger();
    });

    it("handles an event once that is delivered twice, and sixteen times concurrently", async () => {
      const event = makeEvent("again");
      const handler = subscriptionsOf((name) => name === "again");
      await handleOnce(ledger.db, handler, event);
      await handleOnce(ledger.db, handler, event);
      const other = makeEvent("again");
      await Promise.all(times(16, () => handleOnce(ledger.db, handler, other)));
      expect((await ledger.entries()).filter((text) => text === "received again")).to.have.length(2);
    });

    it("stores an event that fails eight times as a dead letter, without any effect, and handles it when replayed", async () => {
      let tries = 0;
      let mended = false;
      const handler = subscriptionsOf(
        (name) => name === "bad",
        () => {
          tries++;
          if (!mended) throw new Error("cannot yet");
        },
      );
      const local = new InProcessBus(() => 1);
      local.subscribe(consumerOf(ledger.db, handler, Promise.resolve(), quiet));
      await local.publish(makeEvent("bad"));
      expect(tries).to.equal(maxTries);
      expect(await ledger.count("dead_letters", `tries = ${maxTries} AND error LIKE '%cannot yet%'`)).to.equal(1);
      expect(await ledger.entries()).to.not.include("received bad");

      const { service } = ledger.db;
      const ask = () => ledger.db.run(`UPDATE ${service}_dead_letters SET replay_asked_at = 1`);
      await ask();
      await replayAsked(ledger.db, [handler]);
      expect(await ledger.count("dead_letters", `replayed_at IS NULL AND tries = ${maxTries + 1}`)).to.equal(1);
      mended = true;
      await ask();
      await replayAsked(ledger.db, [handler]);
      await replayAsked(ledger.db, [handler]);
      expect(await ledger.count("dead_letters", "replayed_at IS NOT NULL AND fact = '' AND error = ''")).to.equal(1);
      expect((await ledger.entries()).filter((text) => text === "received bad")).to.have.length(1);
    });
  });

  describe(`several processes (${engine})`, () => {
    it("runs each migration once when ten processes start concurrently on an empty database", async function () {
      this.timeout(180_000);
      const service = freshName();
      const processes = times(10, () => startLedgerProcess("wait", service));
      await Promise.all(processes.map((process) => process.said("waiting")));
      for (const process of processes) process.go();
      expect(await Promise.all(processes.map((process) => process.ended))).to.deep.equal(times(10, () => 0));
      const ledger = await openLedger(service);
      expect(await ledger.entries()).to.deep.equal(["migrated"]);
      const done = await ledger.db.rows<{ name: string }>(`SELECT name FROM ${service}_migrations ORDER BY name`);
      expect(done.map(({ name }) => name)).to.deep.equal([
        "0000-messaging",
        "0000-operations",
        "0000-text",
        "0001-ledger",
      ]);
    });

    it("publishes the event of a process that was killed between the commit and the publishing", async function () {
      this.timeout(60_000);
      const service = freshName();
      const text = `orphan-${service}`;
      const killed = startLedgerProcess("commit", service, text);
      await killed.said("committed");
      await killed.kill();

      const ledger = await openLedger(service);
      expect(await ledger.count("outbox", "sent_at IS NULL")).to.equal(1);
      subscribeAll(ledger.db, [subscriptionsOf((name) => name === text)], Promise.resolve(), quiet);
      await bus.start(service, () => undefined);
      const stop = poller.start([new Relay(storeOf(ledger.db), bus, poller, quiet).worker()], quiet);
      try {
        await until(async () => (await ledger.entries()).includes(`received ${text}`));
        await until(async () => (await ledger.count("outbox", "sent_at IS NULL")) === 0);
        expect((await ledger.entries()).filter((entry) => entry === `received ${text}`)).to.have.length(1);
      } finally {
        await bus.stop(service);
        await stop();
      }
    });
  });
}
