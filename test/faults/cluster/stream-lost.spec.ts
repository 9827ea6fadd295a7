import { expect } from "chai";
import { ulid } from "ulid";
import type { Cluster } from "../../../cli/cluster/cluster.ts";
import { connectNats } from "../../../cli/servers/index.ts";
import { Client } from "../../support/load.ts";
import { demo, ownCluster } from "../../support/load-cluster.ts";
import { until } from "../../support/until.ts";
import { wipeNats } from "../../support/wiping.ts";

const made = 30;

describe("events that the stream has lost while their consumer was frozen", () => {
  let cluster: Cluster;
  let client: Client;

  before(async function () {
    this.timeout(120_000);
    cluster = await ownCluster();
    client = new Client(cluster.urls[0] ?? "", demo.merchant());
  });

  const faults: [string, () => Promise<void>][] = [
    ["killed and wiped with its server", () => wipeNats(cluster.servers.nats)],
    ["purged, within the time that the server remembers their ids", purge],
    ["deleted", drop],
  ];
  for (const [how, lose] of faults) {
    it(`reach it by themselves when the stream was ${how}`, async function () {
      this.timeout(90_000);
      const audit = cluster.processes.find(({ name }) => name === "audit");
      await audit?.kill("SIGSTOP");
      const ids = await Promise.all(Array.from({ length: made }, make));
      try {
        await untilPublished();
        await lose();
      } finally {
        await audit?.kill("SIGCONT");
      }
      ids.push(await make());
      for (const id of ids) {
        const logged = await until(async () => {
          const { body } = await client.insist(
            "GET",
            `${demo.base}/events?limit=10&entity_type=customer&entity_id=${id}`,
          );
          return body.data.length > 0 ? body.data : undefined;
        }, 60_000);
        expect(logged.map(({ name }: { name: string }) => name)).to.deep.equal(["customer.created"]);
      }
    });
  }

  async function make(): Promise<string> {
    const { status, body } = await client.insist("POST", `${demo.base}/customers`, { email: `${ulid()}@example.com` });
    expect(status).to.equal(201);
    return body.id;
  }

  // Published, and so marked as sent in the outbox: the stream alone holds them for the consumer.
  async function untilPublished(): Promise<void> {
    const manager = await onStream();
    await until(async () => {
      const { num_pending, num_ack_pending } = await manager.jsm.consumers.info("FACTS", "audit_log");
      return num_pending + num_ack_pending >= made;
    }).finally(() => manager.close());
  }

  async function onStream() {
    const connection = await connectNats(cluster.servers.natsUrl);
    return { jsm: await connection.jetstreamManager(), close: () => connection.close() };
  }

  async function purge(): Promise<void> {
    const { jsm, close } = await onStream();
    await jsm.streams.purge("FACTS").finally(close);
  }

  async function drop(): Promise<void> {
    const { jsm, close } = await onStream();
    await jsm.streams.delete("FACTS").finally(close);
  }
});
