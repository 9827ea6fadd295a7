import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { guard } from "../servers/guard.ts";
import { compileCache, type Part, projectRoot } from "./plan.ts";

/** One service process of a cluster. */
export interface ClusterProcess extends Part {
  readonly pid: number | undefined;
  /** The gateway's address; empty for the others. */
  readonly url: string;
  /** Its Prometheus endpoint. */
  readonly metricsUrl: string;
  /** What it is started with the next time. */
  readonly environment: NodeJS.ProcessEnv;
  /** Sends a signal (SIGKILL); resolves when the process has ended, or at once for SIGSTOP and SIGCONT. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Restarts it on the same ports, after a SIGTERM if it runs; resolves when it is ready. */
  restart(): Promise<void>;
}

interface ProcessOptions extends Part {
  url: string;
  metricsUrl: string;
  env: NodeJS.ProcessEnv;
  /** The file of the broker's configuration (the product's). */
  config?: string;
  /** The folder of another release (this one). */
  root?: string;
  autoRestart: boolean;
  log(line: string): void;
}

const runner = "node_modules/moleculer/bin/moleculer-runner.mjs";
const longestBackoff = 10_000;
const steadyAfter = 30_000;

/** A service process: it forwards the log, restarts after a crash and stops. */
export class ServiceProcess implements ClusterProcess {
  readonly name: string;
  readonly index: number;
  readonly url: string;
  readonly metricsUrl: string;
  private readonly options: ProcessOptions;
  private child: ChildProcess | undefined;
  private stopping = false;
  private backoff = 250;
  private readonly lastLines: string[] = [];

  constructor(options: ProcessOptions) {
    this.options = options;
    this.name = options.name;
    this.index = options.index;
    this.url = options.url;
    this.metricsUrl = options.metricsUrl;
  }

  get environment(): NodeJS.ProcessEnv {
    return this.options.env;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  start(): void {
    this.stopping = false;
    const { config = "moleculer.config.ts", root = projectRoot } = this.options;
    const args = [runner, "--config", config, "--mask", "**/*.service.ts"];
    // Not through npm, which would take the signals. In its own process group, so that Ctrl-C does not reach it and the
    // cluster drains in order.
    const env = { NODE_COMPILE_CACHE: compileCache, ...this.options.env };
    const child = spawn(process.execPath, args, { cwd: root, env, detached: true });
    this.child = child;
    const { pid } = child;
    if (pid) guard.watch(pid);
    const since = Date.now();
    this.follow(child.stdout);
    this.follow(child.stderr);
    child.once("exit", (code, signal) => {
      if (pid) guard.release(pid);
      this.child = undefined;
      if (!this.stopping) void this.startAgain(signal ?? `code ${code}`, Date.now() - since);
    });
  }

  /** Sends SIGTERM, and SIGKILL when it has not drained within `timeoutMs`. */
  async stop(timeoutMs: number): Promise<void> {
    this.stopping = true;
    if (!this.child) return;
    const lastResort = setTimeout(() => {
      this.log(`has not drained in ${Math.round(timeoutMs / 1000)} s and is killed`);
      this.child?.kill("SIGKILL");
    }, timeoutMs);
    await this.kill("SIGTERM").finally(() => clearTimeout(lastResort));
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const child = this.child;
    if (!child) return;
    if (signal === "SIGSTOP" || signal === "SIGCONT") {
      child.kill(signal);
      return;
    }
    const exited = once(child, "exit");
    child.kill(signal);
    if (signal !== "SIGKILL") child.kill("SIGCONT");
    await exited;
  }

  async restart(): Promise<void> {
    await this.stop(15_000);
    this.start();
    await this.untilReady(60_000);
  }

  /** Resolves when its broker has started or, for a gateway, `/health/ready` succeeds. */
  async untilReady(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (Date.now() < deadline) {
      if (await this.isReady()) return;
      if (!this.child && !this.options.autoRestart) break;
      await wait(100);
    }
    const why = this.child ? `is not ready after ${Math.round(timeoutMs / 1000)} s` : "ended before it was ready";
    throw new Error(`${this.name}.${this.index} ${why}. Its last lines:\n${this.lastLines.join("\n")}`);
  }

  private async isReady(): Promise<boolean> {
    if (this.url) return (await get(`${this.url}/health/ready`)) !== undefined;
    return /^(orchestra|moleculer_broker)_started\b.* 1$/m.test((await get(this.metricsUrl)) ?? "");
  }

  private async startAgain(cause: string, uptimeMs: number): Promise<void> {
    if (!this.options.autoRestart) return this.log(`ended (${cause})`);
    this.backoff = uptimeMs > steadyAfter ? 500 : Math.min(this.backoff * 2, longestBackoff);
    this.log(`ended (${cause}); starting it again in ${this.backoff / 1000} s`);
    await wait(this.backoff);
    if (!this.stopping && !this.child) this.start();
  }

  private follow(stream: Readable): void {
    createInterface({ input: stream }).on("line", (line) => this.log(line));
  }

  private log(line: string): void {
    this.lastLines.push(line);
    if (this.lastLines.length > 20) this.lastLines.shift();
    this.options.log(`${this.name}.${this.index} | ${line}`);
  }
}

async function get(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const text = await response.text();
    return response.ok ? text : undefined;
  } catch {
    // Not listening yet, or too busy to answer.
    return undefined;
  }
}
