import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { connectNats } from "../../cli/servers/index.ts";
import { startNatsCluster } from "../../cli/servers/nats-cluster.ts";
import type { ServerCluster } from "../../cli/servers/server-cluster.ts";
import { until } from "../support/until.ts";

const script = join(import.meta.dirname, "../support/core/publisher-child.ts");

describe("a cluster of three NATS servers", function () {
  this.timeout(170_000);
  let cluster: ServerCluster;

  before(async () => {
    cluster = await startNatsCluster(3);
  });
  after(() => cluster?.stop());

  it("loses no event when each node is killed in turn and comes back", async () => {
    const env = { ...process.env, NATS_URL: cluster.url };
    const child = spawn(process.execPath, [script, "500"], { stdio: ["ignore", "pipe", "inherit"], env });
    const lines: string[] = [];
    createInterface(child.stdout).on("line", (line) => lines.push(line));
    for (const [at, node] of cluster.nodes.entries()) {
      await until(() => lines.includes(`published ${50 + at * 100}`), 60_000);
      await node.kill();
      await node.start();
    }
    await once(child, "exit");
    const { lost, longest } = JSON.parse(lines.at(-1) ?? "{}");
    expect(lost).to.equal(0);
    expect(longest, "ms until an event was stored").to.be.below(10_000);
    expect(await replicas()).to.equal(3);
  });

  async function replicas(): Promise<number> {
    const connection = await connectNats(cluster.nodes[0]?.url ?? "");
    const manager = await connection.jetstreamManager();
    const { config } = await manager.streams.info("FACTS");
    await connection.close();
    return config.num_replicas;
  }
});
