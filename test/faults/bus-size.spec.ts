import { expect } from "chai";
import fc from "fast-check";
import { ServiceBroker } from "moleculer";
import { connect, createInbox, type NatsConnection } from "nats";
import { ulid } from "ulid";
import { type Servers, startServers } from "../../cli/servers/index.ts";
import { natsOptions } from "../../config/nats.ts";
import { NatsInParts, Parts } from "../../config/nats-parts.ts";
import { decodeEvent, encodeEvent } from "../../mixins/messaging/event-codec.ts";
import { until } from "../support/until.ts";

describe("what is larger than a message of NATS may be", () => {
  let servers: Servers;
  let brokers: ServiceBroker[];
  const limit = () => (brokers[0]?.transit?.tx as NatsInParts).client.info.max_payload as number;

  before(async () => {
    servers = await startServers({ fresh: true, only: ["nats"] });
    const echo = { name: "echo", actions: { take: ({ params }: { params: { text: string } }) => params.text } };
    const broker = () => {
      const transporter = new NatsInParts(natsOptions(servers.natsUrl));
      return new ServiceBroker({ nodeID: ulid(), transporter, logger: false, requestTimeout: 20_000 });
    };
    brokers = [broker(), broker()];
    brokers[1]?.createService(echo);
    await Promise.all(brokers.map((each) => each.start()));
    await brokers[0]?.waitForServices("echo");
  });
  after(async () => {
    await Promise.all(brokers.map((each) => each.stop()));
    await servers.stop();
  });

  it("crosses the bus in parts, as a request and as an answer, many at once", async () => {
    const sizes = [1, limit() - 300, limit(), limit() + 1, 3 * limit(), 9_000_000];
    const texts = sizes.map((size, at) => String.fromCharCode(97 + at).repeat(size));
    const answers = await Promise.all(texts.map((text) => brokers[0]?.call("echo.take", { text })));
    for (const [at, answer] of answers.entries())
      expect(answer === texts[at], `${sizes[at]} characters`).to.equal(true);
  });

  it("arrives as it was sent, whatever the limit and the size", async function () {
    this.timeout(60_000);
    const connection = await connect(natsOptions(servers.natsUrl));
    try {
      const cases = fc.asyncProperty(
        fc.uint8Array({ maxLength: 5_000 }),
        fc.integer({ min: 600, max: 2_000 }),
        (data, max) => arrives(connection, data, max),
      );
      await fc.assert(cases, { numRuns: 100 });
    } finally {
      await connection.close();
    }
  });

  it("is refused above 64 MB by the sender, not by the bus", () => {
    const publish = () => new Parts().publish({ info: {} } as NatsConnection, "topic", Buffer.alloc(65 * 1024 * 1024));
    expect(publish).to.throw("A message of 68157440 bytes is above 67108864.");
  });

  it("is compressed as an event, and read again", () => {
    const event = { id: "evt_1", data: { note: "李小龙 ".repeat(200_000) } };
    const { data, headers } = encodeEvent(event, 1024 * 1024);
    expect(data.length).to.be.below(100_000);
    expect(decodeEvent({ data, headers })).to.deep.equal(event);
    const small = encodeEvent({ id: "evt_2" });
    expect(small.headers).to.equal(undefined);
    expect(decodeEvent({ data: small.data })).to.deep.equal({ id: "evt_2" });
  });
});

async function arrives(connection: NatsConnection, data: Uint8Array, max_payload: number): Promise<void> {
  const topic = createInbox();
  const [sender, receiver] = [new Parts(), new Parts()];
  const received: Buffer[] = [];
  const subscription = connection.subscribe(topic, {
    callback(_error, message) {
      const whole = receiver.take(message);
      if (whole) received.push(whole);
    },
  });
  const limited = { info: { ...connection.info, max_payload }, publish: connection.publish.bind(connection) };
  sender.publish(limited as never, topic, data);
  await until(() => received.length > 0);
  expect(received[0]?.equals(data)).to.equal(true);
  subscription.unsubscribe();
}
