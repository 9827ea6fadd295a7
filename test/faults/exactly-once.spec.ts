import { expect } from "chai";
import { transaction } from "../../mixins/db/transaction.ts";
import { bus } from "../../mixins/messaging/durable-events.ts";
import { subscribeAll } from "../../mixins/messaging/inbox.ts";
import { describeExactlyOnce } from "../support/core/exactly-once.ts";
import { addEntry, freshName, makeEvent, openLedger, subscriptionsOf } from "../support/core/ledger.ts";
import { startLedgerProcess } from "../support/core/processes.ts";
import { until } from "../support/until.ts";

describeExactlyOnce("MariaDB, JetStream");

describe("transactions that deadlock (MariaDB)", () => {
  it("are begun again until both are done", async () => {
    const { db, entries } = await openLedger();
    await transaction(db, (tx) => addEntry(db, "second", { tx }));
    let attempts = 0;
    const bothHoldOne = Promise.withResolvers<void>();
    const append = (first: number, then: number, mark: string) =>
      transaction(db, async (tx) => {
        const sql = `UPDATE ${db.service}_entries SET text = CONCAT(text, ?) WHERE id = ?`;
        await db.run(sql, [mark, first], tx);
        if (++attempts === 2) bothHoldOne.resolve();
        await bothHoldOne.promise;
        await db.run(sql, [mark, then], tx);
      });
    await Promise.all([append(1, 2, "a"), append(2, 1, "b")]);
    expect(attempts).to.be.greaterThan(2);
    for (const text of await entries()) expect(text).to.match(/^(migrated|second)(ab|ba)$/);
  });
});

describe("consumers that come late or die (JetStream)", () => {
  const quiet = { error: () => undefined } as never;

  it("handles every event that was published while it was down, once", async () => {
    await bus.start(freshName(), () => undefined);
    const { db, entries } = await openLedger();
    const names = Array.from({ length: 200 }, (_, index) => `late-${db.service}-${index}`);
    await Promise.all(names.map((name) => bus.publish(makeEvent(name))));
    subscribeAll(db, [subscriptionsOf((name) => names.includes(name))], Promise.resolve(), quiet);
    await bus.start(db.service, () => undefined);
    try {
      await until(async () => (await entries()).length > names.length, 60_000);
      const received = (await entries()).filter((text) => text.startsWith("received ")).sort();
      expect(received).to.deep.equal(names.map((name) => `received ${name}`).sort());
    } finally {
      await bus.stop(db.service);
    }
  });

  it("handles an event once whose consumer was killed while handling it", async () => {
    const { db, entries } = await openLedger();
    const name = `killed-${db.service}`;
    const killed = startLedgerProcess("consume", db.service, name);
    await killed.said("migrated");
    await bus.publish(makeEvent(name));
    await killed.said("handling");
    await killed.kill();
    expect(await entries()).to.not.include(`received ${name}`);
    subscribeAll(db, [subscriptionsOf((received) => received === name)], Promise.resolve(), quiet);
    await bus.start(db.service, () => undefined);
    try {
      await until(async () => (await entries()).includes(`received ${name}`), 60_000);
      expect((await entries()).filter((text) => text === `received ${name}`)).to.have.length(1);
    } finally {
      await bus.stop(db.service);
    }
  });
});
