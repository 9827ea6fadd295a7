import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import type { ClusterProcess } from "../../cli/cluster/process.ts";
import type { Handle } from "../../cli/servers/index.ts";
import { between, pick, type Random } from "../../demo-data/random.ts";
import { wipeNats } from "../support/wiping.ts";
import type { History } from "./history.ts";
import { networkFaults } from "./network.ts";
import type { Target } from "./target.ts";

/** Makes one fault after another until the end, each chosen from the seed, and counts them; `only` names the kinds. */
export async function torment(target: Target, random: Random, history: History, signal: AbortSignal, only?: string[]) {
  const counts: Record<string, number> = {};
  const known = faultsOf(target);
  const possible = known.filter(([kind]) => !only || only.includes(kind));
  if (possible.length === 0) throw new Error(`Faults are ${known.map(([kind]) => kind).join(", ")}.`);
  while (!signal.aborted) {
    await wait(between(random, 1_000, 6_000), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const [kind, fault] = pick(random, possible);
    counts[kind] = (counts[kind] ?? 0) + 1;
    const what = await fault(random, (line) => history.note(`fault: ${line}`)).catch((error) => `failed: ${error}`);
    history.note(`fault over: ${kind}${typeof what === "string" ? ` ${what}` : ""}`);
  }
  return counts;
}

/** Makes a fault and resolves when it is over. */
export type Fault = (random: Random, note: (line: string) => void) => Promise<unknown>;

function faultsOf(target: Target): [string, Fault][] {
  const { processes, servers, links, disk } = target;
  const some = (random: Random) => pick(random, processes);
  const faults: [string, Fault][] = [
    ["kill", (random, note) => killed(some(random), "SIGKILL", note)],
    ["restart", (random, note) => killed(some(random), "SIGTERM", note)],
    ["freeze", (random, note) => frozen(some(random), between(random, 1_000, 9_000), note)],
    ["freeze", (random, note) => frozen(some(random), between(random, 1_000, 9_000), note)],
  ];
  if (fakeTime) faults.push(["skew", (random, note) => skewed(some(random), random, note)]);
  if (disk) faults.push(["full disk", (random, note) => filled(disk, between(random, 1_000, 5_000), note)]);
  if (!servers || !links) return faults;
  const engines: [string, Handle][] = [
    ["mariadb", servers.mariadb],
    ["nats", servers.nats],
    ["redis", servers.redis],
  ];
  return [
    ...faults,
    ["freeze an engine", (random, note) => paused(...pick(random, engines), between(random, 1_000, 6_000), note)],
    ["kill an engine", (random, note) => ended(...pick(random, engines), note)],
    ["wipe NATS", (_, note) => wiped(servers.nats, note)],
    ...networkFaults(processes, links),
  ];
}

async function killed(part: ClusterProcess, by: NodeJS.Signals, note: (line: string) => void): Promise<void> {
  note(`${part.name}.${part.index} gets ${by}`);
  if (by === "SIGKILL") await part.kill(by);
  await part.restart();
}

async function frozen(part: ClusterProcess, ms: number, note: (line: string) => void): Promise<void> {
  note(`${part.name}.${part.index} is frozen for ${ms} ms`);
  await part.kill("SIGSTOP");
  await wait(ms).finally(() => part.kill("SIGCONT"));
}

async function paused(name: string, engine: Handle, ms: number, note: (line: string) => void): Promise<void> {
  note(`${name} is frozen for ${ms} ms`);
  await engine.pause();
  await wait(ms).finally(() => engine.resume());
}

async function ended(name: string, engine: Handle, note: (line: string) => void): Promise<void> {
  note(`${name} is killed`);
  await engine.kill("SIGKILL");
  await engine.start();
}

function wiped(nats: Handle, note: (line: string) => void): Promise<void> {
  note("nats is killed and wiped");
  return wipeNats(nats);
}

const fakeTime = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"]
  .map((folder) => join(folder, "faketime", "libfaketime.so.1"))
  .find(existsSync);

// The clock of one process is wrong from its restart on, until it is restarted again.
async function skewed(part: ClusterProcess, random: Random, note: (line: string) => void) {
  const seconds = between(random, -40, 40);
  note(`${part.name}.${part.index} restarts with its clock ${seconds} s off`);
  const own = part.environment;
  Object.assign(own, {
    LD_PRELOAD: fakeTime,
    FAKETIME: `${seconds < 0 ? "" : "+"}${seconds}s`,
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  });
  await part.restart();
  for (const name of ["LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC"]) delete own[name];
}

async function filled(disk: string, ms: number, note: (line: string) => void): Promise<void> {
  const file = join(disk, "filler");
  note(`the disk is full for ${ms} ms`);
  // Ends when there is no room any more.
  await promisify(execFile)("dd", ["if=/dev/zero", `of=${file}`, "bs=64k"]).catch(() => undefined);
  await wait(ms).finally(() => rm(file, { force: true }));
}
