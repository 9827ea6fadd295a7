import { ServiceBroker } from "moleculer";
import { natsConnection } from "../../../config/nats.ts";
import { closeRedis, connectRedis, redis } from "../../../config/redis.ts";
import { bus } from "../../../mixins/messaging/durable-events.ts";
import config from "../../../moleculer.config.ts";
import type { DomainEvent } from "../../../services/contracts.ts";
import { makeEvent } from "./ledger.ts";

// A deployment in one process: `namespace-child.ts <name>`. It answers `who.am`, receives events, and says after a command
// what it met of the other deployments that share its NATS and Redis.
const [name = ""] = process.argv.slice(2);
const say = (words: object) => process.stdout.write(`${JSON.stringify(words)}\n`);
const received: string[] = [];
const broker = new ServiceBroker({
  ...config,
  nodeID: `${name}-${process.pid}`,
  logger: false,
  metrics: { enabled: false },
});
broker.createService({ name: "who", actions: { am: () => name } });
// The other's `who` would be asked too, if it were there.
await broker.start();
await connectRedis();
bus.subscribe({
  name: "who.receives",
  pattern: "order.created",
  handle: async (event) => void received.push(String(event.aggregate.id)),
  deadLetter: () => Promise.reject(new Error("Nothing may become a dead letter.")),
});
await bus.start("who", (error) => console.error(error));
say({ ready: name });
for await (const chunk of process.stdin) {
  const command = String(chunk).trim();
  if (command === "publish") for (let at = 0; at < 12; at++) await bus.publish(eventOf(name));
  if (command === "publish") await redis()?.set("shared", name);
  if (command === "publish") say({ published: 12 });
  if (command === "report") {
    const nodes = broker.registry?.getNodeList({ onlyAvailable: true, withServices: false }).map(({ id }) => id);
    const streams = [];
    const manager = await (await natsConnection()).jetstreamManager();
    for await (const { config } of manager.streams.list()) streams.push(config.name);
    say({
      received,
      nodes: nodes?.map((id) => String(id).split("-")[0]),
      streams,
      shared: await redis()?.get("shared"),
    });
  }
  if (command === "end") break;
}
await bus.stop("who");
await closeRedis();
await broker.stop();
process.exit(0);

function eventOf(from: string): DomainEvent {
  const made = makeEvent(from);
  return { ...made, name: "order.created", aggregate: { ...made.aggregate, id: from } } as DomainEvent;
}
