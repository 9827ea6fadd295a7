import { globSync } from "node:fs";
import { join } from "node:path";
import { compileCache } from "../cli/cluster/plan.ts";
import { type Servers, startServers } from "../cli/servers/index.ts";
import { whenOrphaned } from "../cli/servers/orphan.ts";
import { nothing, oneFailure, type Place, runMocha, succeeds, type Totals } from "./support/run/commands.ts";
import { type Job, laneCount, runJobs } from "./support/run/lanes.ts";
import { filesOf, groupsOf, type MochaPart, type Plan, planRun } from "./support/run/plan.ts";
import { sayFailures, summarise } from "./support/run/summary.ts";
import { warmUp } from "./support/run/warm.ts";
import { testMariadb } from "./support/servers.ts";

// `npm test`: every check there is. `npm test -- unit embedded --grep refund` or `npm test -- test/unit/….spec.ts` for less.
// Servers by lane: what runs side by side must not meet on one bus.
const servers = new Map<string, Promise<Servers>>();

const withoutSyncs = `--require "${join(import.meta.dirname, "support/unsynced.ts")}"`;

// Hundreds of processes are started and killed, some of them in copies of the sources.
process.env.NODE_COMPILE_CACHE ??= compileCache;
process.env.NODE_COMPILE_CACHE_PORTABLE = "1";
whenOrphaned(() => process.exit(1));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const plan = planRun(process.argv.slice(2));
  const jobs = [...(plan.checks ? checks() : []), ...plan.parts.flatMap((part) => jobsOf(part, plan))];
  const start = plan.checks ? await warmUp() : 0;
  const results = await runJobs(jobs, laneCount(start));
  for (const started of servers.values()) await (await started).stop();
  const { passed, failed } = summarise(results);
  const { options } = plan;
  if (passed + failed === 0)
    console.log(`No test ran${isFiltered(options) ? `: ${options.join(" ")} matches none` : ""}.`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
  sayFailures(results);
  console.log(`\n${passed} passed, ${failed} failed`);
}

// A function declaration, since `main` is called above.
function checks(): Job[] {
  return [
    check("Lint and format", "node_modules/.bin/biome", ["check", "."]),
    check("Types", "node_modules/.bin/tsc", ["--noEmit"]),
    check("Types of the bench", "npm", ["run", "--silent", "bench:types"]),
    check("OpenAPI documents", process.execPath, ["cli/openapi.ts", "--check"]),
    check("Documents of events", process.execPath, ["cli/events.ts", "--check"]),
    check("The demo page's client and types", "npm", ["run", "--silent", "demo:types"]),
    check("The console's client and types", "npm", ["run", "--silent", "console:types"]),
  ];
}

// A check is no test: it adds nothing to those that passed, and one to those that failed.
function check(title: string, program: string, args: string[]): Job {
  const run = async ({ env, output }: Place) =>
    (await succeeds(program, args, { env, output })) ? nothing : oneFailure("see above");
  return { title, run };
}

function jobsOf(part: MochaPart, { files: chosen, options }: Plan): Job[] {
  const files =
    chosen.length > 0 ? filesOf(part, chosen) : globSync(part.folders.map((folder) => `${folder}/**/*.spec.ts`)).sort();
  return groupsOf(part, files).map(({ title, alone, files }) => {
    return { title, alone, run: (place) => runPart(part, files, options, place) };
  });
}

async function runPart(part: MochaPart, files: string[], options: string[], place: Place): Promise<Totals> {
  const env = await environment(part, place);
  const totals = await runMocha(["--timeout", String(part.timeout), ...options], files, { ...place, env });
  const tests = totals.passed + totals.failed;
  if (tests > 0 || isFiltered(options)) return totals;
  return oneFailure(`No test ran, though there are ${files.length} files.`);
}

/**
 * The embedded profile must see no server, also where the shell names some; the distributed one gets ours. Any free port
 * serves metrics: programs of both lanes run at once.
 */
async function environment({ profile }: MochaPart, place: Place): Promise<NodeJS.ProcessEnv> {
  const { NATS_URL, DATABASE_URL, REDIS_URL, SERVICES, ...rest } = place.env;
  const quiet = { NODE_ENV: "test", LOG_LEVEL: "warn", METRICS_PORT: "0", TEST_PATIENCE: "3" };
  const env = { ...quiet, ...rest, TEST_PROFILE: profile, NODE_OPTIONS: `${rest.NODE_OPTIONS ?? ""} ${withoutSyncs}` };
  if (profile !== "distributed") return env;
  const { natsUrl, databaseUrl, redisUrl } = await serversOf(place.lane);
  return { ...env, NATS_URL: natsUrl, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
}

function serversOf(lane: string): Promise<Servers> {
  const started = servers.get(lane) ?? startServers({ mariadb: testMariadb });
  servers.set(lane, started);
  return started;
}

function isFiltered(options: string[]): boolean {
  return options.some((option) => /^(--f?grep|-[gf])\b/.test(option));
}
