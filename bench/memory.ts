import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { inContainer, type Server, startOurs } from "./machines.ts";
import { measure } from "./measure.ts";
import { factLine, machineFacts, save, table } from "./report.ts";
import type { Options } from "./run.ts";
import { scenarios } from "./scenarios/index.ts";
import { watch } from "./settle.ts";
import { makeShop, migrate, secret } from "./shops.ts";

const slice = 100;
// Pools give back what has been idle for four seconds.
const restMs = 10_000;

/**
 * Sends the product requests of every kind in turn, and writes the resident memory of its process on the way to
 * `bench/results`. With `--profile` a heap snapshot is written there at the end.
 */
export async function measureMemory(databaseUrl: string, options: Options): Promise<void> {
  const { requests = 125_000, connections = 32, profile } = options;
  const mixed = scenarios.filter(({ name, kind }) => kind !== "export" && name.includes(options.only));
  const fresh = Math.ceil((requests / mixed.length) * 8);
  await migrate(databaseUrl);
  const amounts = { customers: options.customers ?? 2_000, orders: options.orders ?? 2_000 + 2 * fresh };
  const shop = await makeShop(databaseUrl, "bench", { ...amounts, fresh, cold: fresh });
  const flags = profile ? ["--heapsnapshot-signal=SIGUSR2", `--diagnostic-dir=${profile}`] : [];
  const ours = await startOurs(databaseUrl, secret, [...inContainer, ...flags]);
  const settling = await watch(databaseUrl);
  const lines: [requests: string, megabytes: string][] = [];
  const note = (done: number) => {
    lines.push([done.toLocaleString("en"), String(residentOf(ours))]);
    console.log(lines.at(-1)?.join("  "));
  };
  try {
    note(0);
    const step = Math.ceil(requests / 10);
    for (let done = 0, next = step; done < requests; ) {
      for (const scenario of mixed) {
        await measure(ours, scenario, shop, { connections, amount: slice });
        done += slice;
        if (done < next) continue;
        note(done);
        next += step;
      }
    }
    await settling.settled();
    await wait(restMs);
    note(requests);
    if (profile && ours.pid) process.kill(ours.pid, "SIGUSR2");
    if (profile) await wait(2 * restMs);
  } finally {
    await Promise.all([ours.stop(), settling.end()]);
  }
  const how = `${requests.toLocaleString("en")} requests of ${mixed.length} kinds in turn, ${connections} at a time, MariaDB, every service in one process with the heap of a container of 512 MiB. ${factLine(machineFacts())}.`;
  const text = `# Resident memory\n\n${how} The last line is after all work behind them is done.\n\n${table(["requests", "MB"], lines)}`;
  save(`${options.name ?? "memory"}.md`, text);
}

function residentOf({ pid }: Server): number {
  const [, kilobytes = "0"] = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kilobytes) / 1_024);
}
