import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ServiceBroker } from "moleculer";
import { guard } from "../../cli/servers/guard.ts";
import { findFreePorts } from "../../cli/servers/ports.ts";

/** Something over NATS that does nothing. */
export interface Empty {
  ask(): Promise<void>;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, "..", "..");
const runner = "node_modules/moleculer/bin/moleculer-runner.mjs";

/** Starts a service that does nothing in a process of its own, and a broker here to ask it, both as the product's are. */
export async function startEmpty(environment: NodeJS.ProcessEnv): Promise<Empty> {
  const [metrics, own] = await findFreePorts(2);
  const args = [runner, "--config", "moleculer.config.ts", "bench/nats/empty.service.ts"];
  const env = { ...process.env, ...environment, METRICS_PORT: String(metrics) };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "ignore", "inherit"] });
  if (child.pid) guard.watch(child.pid);
  // The configuration reads the environment when it is loaded.
  Object.assign(process.env, environment, { METRICS_PORT: String(own) });
  const { default: options } = await import("../../moleculer.config.ts");
  const broker = new ServiceBroker({ ...options, nodeID: `bench-${process.pid}` });
  await broker.start();
  await broker.waitForServices("empty", 60_000);
  return {
    ask: () => broker.call("empty.ask"),
    async stop() {
      await broker.stop();
      await end(child);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null) {
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
  }
  if (child.pid) guard.release(child.pid);
}
