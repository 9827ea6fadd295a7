import { expect } from "chai";
import { nanos } from "nats";
import { eventStream, eventSubject, natsConnection } from "../../config/nats.ts";
import { bus } from "../../mixins/messaging/durable-events.ts";
import { ensureConsumer, ensureStream } from "../../mixins/messaging/jetstream-setup.ts";
import type { DomainEvent } from "../../services/contracts.ts";
import { freshName, makeEvent, openLedger } from "../support/core/ledger.ts";
import { startLedgerProcess } from "../support/core/processes.ts";

describe("a consumer that is away for longer than the stream keeps events (JetStream)", () => {
  it("is warned about before it loses any, and gets from the outbox what the stream no longer has", async () => {
    const [from, to] = [freshName(), freshName()];
    const env = { NAMESPACE: from, NATS_RETENTION_DAYS: "0.0003" };
    const first = startLedgerProcess("receive", to, "", env);
    await first.said("started");
    const publisher = startLedgerProcess("publish", from, from, env);
    try {
      const all = Array.from({ length: 10 }, (_, index) => `received ${from}-${index + 1}`);
      publisher.go();
      await Promise.all(all.slice(0, 5).map(first.said));
      await first.kill();
      publisher.go();
      await publisher.said("a consumer of events is far behind");
      await publisher.said("a consumer missed events; they are published again");
      const second = startLedgerProcess("receive", to, "", env);
      await Promise.all(all.slice(5).map(second.said)).finally(second.kill);
      const entries = await (await openLedger(to)).entries();
      expect(entries.filter((entry) => entry !== "migrated").sort()).to.deep.equal(all.sort());
    } finally {
      await publisher.kill();
    }
  });
});

describe("a durable consumer whose settings changed with a release (JetStream)", () => {
  const name = freshName();
  const publish = async (count: number, event: string) => {
    for (let at = 0; at < count; at++) await bus.publish({ ...makeEvent(name), name: event } as DomainEvent);
  };

  before(ensureStream);

  it("is given the new ones and keeps its place", async () => {
    const durable_name = `${name}_settings`;
    const own = { durable_name, filter_subject: eventSubject(`${name}_s.updated`) };
    await ensureConsumer(own);
    await publish(5, `${name}_s.updated`);
    await acknowledge(durable_name, 3);
    const manager = await (await natsConnection()).jetstreamManager();
    await manager.consumers.update(eventStream, durable_name, { ack_wait: nanos(77_000), max_ack_pending: 7 });

    await ensureConsumer(own);
    const { config, num_pending, ack_floor } = await manager.consumers.info(eventStream, durable_name);
    expect([config.ack_wait, config.max_ack_pending]).to.deep.equal([nanos(10_000), 1_000]);
    expect([num_pending >= 2, ack_floor.consumer_seq >= 3]).to.deep.equal([true, true]);
    expect(await acknowledge(durable_name, 1)).to.equal(1);
  });

  it("with another pattern begins where it was, and misses nothing", async () => {
    const durable_name = `${name}_pattern`;
    await ensureConsumer({ durable_name, filter_subject: eventSubject(`${name}.created`) });
    await publish(4, `${name}.created`);
    await acknowledge(durable_name, 4);
    await publish(2, `${name}.created`);
    await publish(3, `${name}.updated`);

    await ensureConsumer({ durable_name, filter_subject: eventSubject(`${name}.*`) });
    const manager = await (await natsConnection()).jetstreamManager();
    const { config, num_pending } = await manager.consumers.info(eventStream, durable_name);
    expect(config.filter_subject).to.equal(eventSubject(`${name}.*`));
    expect(num_pending).to.equal(5);
  });

  async function acknowledge(durable: string, count: number): Promise<number> {
    const consumer = await (await natsConnection()).jetstream().consumers.get(eventStream, durable);
    let done = 0;
    for await (const message of await consumer.fetch({ max_messages: count, expires: 3_000 })) {
      await message.ackAck();
      done += 1;
    }
    return done;
  }
});
