import { randomBytes } from "node:crypto";
import { Unpublishable } from "@seller-orchestra/durable";
import { expect } from "chai";
import { type Servers, startServers } from "../../cli/servers/index.ts";
import { eventSubject, natsConnection } from "../../config/nats.ts";
import { bus } from "../../mixins/messaging/durable-events.ts";
import type { DomainEvent } from "../../services/contracts.ts";
import { freshName, makeEvent } from "../support/core/ledger.ts";
import { startLedgerProcess } from "../support/core/processes.ts";
import { until } from "../support/until.ts";

describe("messages that are no events (JetStream)", () => {
  it("are logged and passed over; the events behind them are handled", async () => {
    const service = freshName();
    const handled: string[] = [];
    const logged: string[] = [];
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", onUnhandled);
    bus.subscribe({
      name: `${service}.reads`,
      pattern: "order.created",
      async handle({ id }) {
        handled.push(id);
      },
      deadLetter: () => Promise.reject(new Error("Nothing may become a dead letter.")),
    });
    await bus.start(service, (error) => logged.push(String(error)));
    try {
      const stream = (await natsConnection()).jetstream();
      const bad = ["not json", "null", '{"id":1}'];
      const sent = await Promise.all(bad.map((text) => stream.publish(eventSubject("order.created"), text)));
      const good = { ...makeEvent(service), name: "order.created" } as DomainEvent;
      await bus.publish(good);
      await until(() => handled.includes(good.id));
      for (const { seq } of sent) await until(() => logged.some((line) => line.includes(`message ${seq} of`)));
      const consumer = await stream.consumers.get("FACTS", `${service}_reads`);
      await until(async () => (await consumer.info()).num_ack_pending === 0);
      expect(unhandled).to.deep.equal([]);
    } finally {
      process.off("unhandledRejection", onUnhandled);
      await bus.stop(service);
    }
  });
});

describe("an event that is larger than the stream takes (JetStream)", () => {
  it("is refused for good, so that its relay makes it a dead letter", async () => {
    const noise = randomBytes(3_000_000).toString("base64");
    const refused = await bus.publish(makeEvent(noise)).catch((error) => error);
    expect(refused).to.be.instanceOf(Unpublishable);
  });
});

describe("stopping a consumer (JetStream)", () => {
  let servers: Servers | undefined;
  afterEach(async () => {
    await servers?.stop();
    servers = undefined;
  });

  it("ends though the stop came before the pull was open", async () => {
    const child = startLedgerProcess("stop", freshName(), "at once");
    await child.said("stopped");
    expect(await child.ended).to.equal(0);
  });

  for (const fault of ["pause", "kill"] as const) {
    it(`ends within seconds while the server is ${fault === "pause" ? "frozen" : "away"}`, async () => {
      servers = await startServers({ fresh: true, only: ["nats"] });
      const child = startLedgerProcess("stop", freshName(), "on command", { NATS_URL: servers.natsUrl });
      await child.said("started");
      await servers.nats[fault]();
      const since = Date.now();
      child.go();
      await child.said("stopped");
      expect(Date.now() - since).to.be.below(8_000);
      expect(await child.ended).to.equal(0);
    });
  }
});
