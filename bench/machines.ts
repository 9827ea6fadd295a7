import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { compileCache } from "../cli/cluster/plan.ts";
import { guard } from "../cli/servers/guard.ts";
import { findFreePorts } from "../cli/servers/ports.ts";

/** A server under load: one process. */
export interface Server {
  name: "ours" | "reference";
  url: string;
  pid: number | undefined;
  /** The CPU time of its process; 0 where the system does not report it. */
  cpuMs(): number;
  stop(): Promise<void>;
}

/** The heap of a process in a container of 512 MiB, the limit of the chart and of Compose. */
export const inContainer = ["--max-old-space-size=256", "--max-semi-space-size=16"];

const root = join(import.meta.dirname, "..");
const runner = "node_modules/moleculer/bin/moleculer-runner.mjs";

/**
 * Starts the product, every service in one process, as production runs it. `flags` go to Node, e.g. `--cpu-prof`;
 * `settings` are further variables, and `log` is a file that takes its log.
 */
export async function startOurs(
  databaseUrl: string,
  secret: string,
  flags: string[] = [],
  { settings = {}, log }: { settings?: NodeJS.ProcessEnv; log?: number } = {},
): Promise<Server> {
  const [port, metrics] = await findFreePorts(2);
  const env = { ...environment(databaseUrl, secret, Number(port)), METRICS_PORT: String(metrics), ...settings };
  return start("ours", [...flags, runner, "--config", "moleculer.config.ts", "--mask", "**/*.service.ts"], env, log);
}

/** Starts the hand-written reference on the same tables. */
export async function startReference(databaseUrl: string, secret: string): Promise<Server> {
  const [port] = await findFreePorts(1);
  return start("reference", ["bench/reference/server.ts"], environment(databaseUrl, secret, Number(port)));
}

const environment = (databaseUrl: string, secret: string, port: number) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  // As in production, except that the sandbox provider accepts cards.
  NODE_ENV: "test",
  DATABASE_URL: databaseUrl,
  DATABASE_POOL: "10",
  JWT_SECRET: secret,
  RATE_LIMIT: "off",
  LOG_LEVEL: "warn",
  NODE_COMPILE_CACHE: compileCache,
  SERVICEDIR: "services",
  PORT: String(port),
});

async function start(
  name: Server["name"],
  args: string[],
  env: Record<string, string | undefined>,
  log: number | "ignore" = "ignore",
): Promise<Server> {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", log, "inherit"] });
  const { pid } = child;
  if (pid) guard.watch(pid);
  const url = `http://127.0.0.1:${env.PORT}`;
  await untilReady(child, name, url);
  return {
    name,
    url,
    pid,
    cpuMs: () => cpuMsOf(pid),
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
      if (pid) guard.release(pid);
    },
  };
}

async function untilReady(child: ChildProcess, name: string, url: string): Promise<void> {
  const deadline = Date.now() + 240_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`The server "${name}" ended with ${child.exitCode} before it was ready.`);
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await wait(100);
  }
  child.kill("SIGKILL");
  throw new Error(`The server "${name}" was not ready in 240 s.`);
}

/** The CPU time of a process so far. In ticks of 10 ms, user and system; the name before them may hold spaces. */
export function cpuMsOf(pid: number | undefined): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  const fields = readFileSync(file, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The resident memory of a process in megabytes. */
export function residentMbOf(pid: number | undefined): number {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return 0;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(file, "utf8"))?.[1] ?? 0) / 1024;
}
