import { join } from "node:path";
import { startServers } from "../cli/servers/index.ts";
import { cpuMsOf, residentMbOf, type Server } from "./machines.ts";
import { measure } from "./measure.ts";
import { save, table } from "./report.ts";
import type { Options } from "./run.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import type { Shop } from "./shops.ts";
import { type Counters, openCounters } from "./status.ts";

const works = ["place order, distinct stock", "order cancel", "order fulfil", "merchant update", "order detail, cold"];
const amounts: Record<number, number> = { 1: 120, 8: 240, 32: 480 };

/** What one operation costs: processor time in milliseconds, statements and commits of the database. */
interface Cost extends Counters {
  serverMs: number;
  databaseMs: number;
  p50: number;
}

/** A build of the product over a database of its own. */
interface Build {
  server: Server;
  shop: Shop;
  scenarios: readonly Scenario[];
  databaseMs(): number;
  counters(): Promise<Counters>;
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Sends this build and the one in `folder` the same requests, in turn, each with a MariaDB of its own, and writes what an
 * operation costs the server and its database.
 */
export async function compareBuilds(folder: string, options: Options): Promise<void> {
  const here = join(import.meta.dirname, "..");
  const builds = [await openBuild(folder, options), await openBuild(here, options)] as const;
  const lines: string[][] = [];
  try {
    for (const name of works.filter((work) => work.includes(options.only))) {
      for (const connections of options.connections ? [options.connections] : [1, 8, 32]) {
        const [old, ours] = await inTurn(builds, name, connections, options.rounds);
        const line = lineOf(name, connections, old, ours);
        console.log(line.join("  "));
        lines.push(line);
      }
    }
    const memory = builds.map(({ server }) => `${Math.round(residentMbOf(server.pid))} MB`).join(" / ");
    const text = `# Cost of an operation, ${folder} / this build\n\nResident at the end: ${memory}\n\n${table(header, lines)}`;
    save(`${options.name ?? "builds"}.md`, text);
    console.log(`\n${text}`);
  } finally {
    for (const build of builds) await build.stop();
  }
}

const header = ["work", "at once", "CPU ms: server + database", "share", "statements", "commits", "fsyncs", "p50 ms"];

function lineOf(name: string, connections: number, old: Cost, ours: Cost): string[] {
  const cpu = ({ serverMs, databaseMs }: Cost) => serverMs + databaseMs;
  const ms = ({ serverMs, databaseMs }: Cost) => `${serverMs.toFixed(2)} + ${databaseMs.toFixed(2)}`;
  const both = (key: "statements" | "commits" | "fsyncs" | "p50") => `${old[key].toFixed(1)} / ${ours[key].toFixed(1)}`;
  const share = (cpu(ours) / cpu(old)).toFixed(2);
  const counts = (["statements", "commits", "fsyncs", "p50"] as const).map(both);
  return [name, String(connections), `${ms(old)} / ${ms(ours)}`, share, ...counts];
}

const warmUps = 3;

async function inTurn(builds: readonly [Build, Build], name: string, connections: number, rounds: number) {
  const costs: [Cost[], Cost[]] = [[], []];
  // A process that has just started compiles what it runs: those rounds do not count.
  for (let round = -warmUps; round < rounds; round++) {
    for (const side of [0, 1] as const) {
      const cost = await costOf(builds[side], name, round < 0 ? 32 : connections);
      if (round >= 0) costs[side].push(cost);
    }
  }
  return [mean(costs[0]), mean(costs[1])] as const;
}

async function costOf({ server, shop, scenarios, databaseMs, counters, settled }: Build, name: string, at: number) {
  const scenario = scenarios.find((known) => known.name === name);
  if (!scenario) throw new Error(`There is no scenario "${name}".`);
  const amount = amounts[at] ?? 240;
  await settled();
  const [before, databaseBefore] = [await counters(), databaseMs()];
  const { cpuMs: serverMs, p50 } = await measure(server, scenario, shop, { connections: at, amount, settle: settled });
  const databaseAfter = databaseMs();
  const after = await counters();
  const each = (key: keyof Counters) => (after[key] - before[key]) / amount;
  const used = { statements: each("statements"), commits: each("commits"), fsyncs: each("fsyncs") };
  return { serverMs, databaseMs: (databaseAfter - databaseBefore) / amount, p50, ...used };
}

function mean(costs: readonly Cost[]): Cost {
  const of = (key: keyof Cost) => costs.reduce((sum, cost) => sum + cost[key], 0) / costs.length;
  const [serverMs, databaseMs, p50] = [of("serverMs"), of("databaseMs"), of("p50")];
  return { serverMs, databaseMs, p50, statements: of("statements"), commits: of("commits"), fsyncs: of("fsyncs") };
}

async function openBuild(folder: string, { customers = 2_000, rounds, profile }: Options): Promise<Build> {
  const of = <Module>(file: string): Promise<Module> => import(join(folder, "bench", file));
  const shops = await of<typeof import("./shops.ts")>("shops.ts");
  const machines = await of<typeof import("./machines.ts")>("machines.ts");
  const { scenarios } = await of<typeof import("./scenarios/index.ts")>("scenarios/index.ts");
  const { watch } = await of<typeof import("./settle.ts")>("settle.ts");
  const servers = await startServers({ only: ["mariadb"], fresh: true });
  const url = servers.databaseUrl;
  await shops.migrate(url);
  const measured = Object.values(amounts).reduce((sum, amount) => sum + amount, 0) * rounds;
  const perWork = measured + 3 * warmUps * (amounts[32] ?? 0);
  const fresh = perWork * 2 + 100;
  const shop = await shops.makeShop(url, "bench", { customers, orders: perWork + 2_000, fresh, cold: perWork + 100 });
  const server = await machines.startOurs(
    url,
    shops.secret,
    profile ? ["--cpu-prof", `--cpu-prof-dir=${profile}`] : [],
  );
  const watching = await watch(url);
  const counting = await openCounters(url);
  return {
    server,
    shop,
    scenarios,
    databaseMs: () => cpuMsOf(servers.mariadb.pid),
    counters: counting.read,
    settled: watching.settled,
    async stop() {
      await server.stop();
      await Promise.all([watching.end(), counting.end()]);
      await servers.stop();
    },
  };
}
