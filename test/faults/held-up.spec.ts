import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect } from "chai";
import { ServiceBroker } from "moleculer";
import { detectLostNodes } from "../../config/unavailable.ts";
import config from "../../moleculer.config.ts";
import { until } from "../support/until.ts";

const script = join(import.meta.dirname, "../support/core/node-child.ts");

describe("a process that was held up for longer than heartbeats may be missing", () => {
  it("takes no other for lost, and notices a killed one", async () => {
    const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    const node = `held-up-${child.pid}`;
    const lost: string[] = [];
    const broker = new ServiceBroker({ ...config, logger: false, middlewares: [detectLostNodes] });
    broker.localBus.on("$node.disconnected", ({ node }: { node: { id: string } }) => lost.push(node.id));
    try {
      await once(child.stdout, "data");
      await broker.start();
      const known = () => broker.registry?.getNodeList({ onlyAvailable: true }).some(({ id }) => id === node);
      await until(known);
      // Between reading and the timers, which are due before the heartbeats are read.
      await new Promise<void>((resolve) =>
        setImmediate(() => {
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4_500);
          resolve();
        }),
      );
      // As long as both timers that look for lost nodes may take.
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      expect(lost).to.deep.equal([]);
      child.kill("SIGKILL");
      await until(() => lost.includes(node), 20_000);
    } finally {
      child.kill("SIGKILL");
      await broker.stop();
    }
  });
});
