import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { type Servers, startServers } from "../../cli/servers/index.ts";
import { until } from "../support/until.ts";

const script = join(import.meta.dirname, "../support/core/namespace-child.ts");

describe("two deployments on one NATS and one Redis", () => {
  let servers: Servers;
  before(async () => {
    servers = await startServers({ fresh: true, only: ["nats", "redis"] });
  });
  after(() => servers.stop());

  it("meet neither each other's calls and events nor each other's keys when each has a NAMESPACE", async function () {
    this.timeout(60_000);
    const deployments = [start("production", undefined), start("staging", "staging"), start("demo", "demo")];
    try {
      for (const each of deployments) await each.said("ready");
      for (const each of deployments) await each.ask("publish", "published");
      for (const each of deployments) {
        const report = await until(async () => {
          const said = await each.ask("report", "received");
          return (said.received as string[]).length >= 12 ? said : undefined;
        });
        expect(report.received).to.deep.equal(Array.from({ length: 12 }, () => each.name));
        expect(report.nodes).to.deep.equal([each.name]);
        expect(report.shared).to.equal(each.name);
        expect((report.streams as string[]).toSorted()).to.deep.equal(["FACTS", "demo_FACTS", "staging_FACTS"]);
      }
    } finally {
      for (const each of deployments) await each.end();
    }
  });

  function start(name: string, namespace: string | undefined) {
    const { NATS_URL, REDIS_URL } = { NATS_URL: servers.natsUrl, REDIS_URL: servers.redisUrl };
    const env = { ...process.env, NATS_URL, REDIS_URL, ...(namespace ? { NAMESPACE: namespace } : {}) };
    const child: ChildProcess = spawn(process.execPath, [script, name], { stdio: ["pipe", "pipe", "inherit"], env });
    const lines: Record<string, unknown>[] = [];
    if (child.stdout)
      createInterface(child.stdout).on("line", (line) => line.startsWith("{") && lines.push(JSON.parse(line)));
    const said = (word: string) => until(() => lines.find((line) => word in line), 40_000);
    return {
      name,
      said,
      async ask(command: string, word: string): Promise<Record<string, unknown>> {
        lines.length = 0;
        child.stdin?.write(`${command}\n`);
        return said(word);
      },
      async end() {
        const ended = once(child, "exit");
        child.stdin?.write("end\n");
        await ended;
      },
    };
  }
});
