import { globSync } from "node:fs";
import { compileCache } from "../cli/cluster/plan.ts";
import { type Servers, startServers } from "../cli/servers/index.ts";
import { whenOrphaned } from "../cli/servers/orphan.ts";
import { oneFailure, runMocha, succeeds, type Totals } from "./support/run/commands.ts";
import { filesOf, type MochaPart, planRun } from "./support/run/plan.ts";

// `npm test`: every check there is. `npm test -- unit embedded --grep refund` or `npm test -- test/unit/….spec.ts` for less.
const results: { title: string; seconds: number; totals: Totals; ok: boolean }[] = [];
let servers: Servers | undefined;

// Hundreds of processes are started and killed.
process.env.NODE_COMPILE_CACHE ??= compileCache;
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
  if (plan.checks) await runChecks();
  for (const part of plan.parts) await runPart(part, plan.files, plan.options);
  await servers?.stop();
  summarise(plan.options);
}

async function runChecks(): Promise<void> {
  await check("Lint and format", "node_modules/.bin/biome", ["check", "."]);
  await check("Types", "node_modules/.bin/tsc", ["--noEmit"]);
  await check("OpenAPI documents", process.execPath, ["cli/openapi.ts", "--check"]);
  await check("Documents of facts", process.execPath, ["cli/events.ts", "--check"]);
  await check("The demo page's client and types", "npm", ["run", "--silent", "demo:types"]);
}

// A check is no test: it adds nothing to those that passed, and one to those that failed.
function check(title: string, program: string, args: string[]): Promise<void> {
  return timed(title, async () =>
    (await succeeds(program, args)) ? { passed: 0, failed: 0, failures: [] } : oneFailure("see above"),
  );
}

async function runPart(part: MochaPart, chosen: string[], options: string[]): Promise<void> {
  const files = chosen.length > 0 ? filesOf(part, chosen) : globSync(`${part.folder}/**/*.spec.ts`).sort();
  if (files.length === 0) return;
  await timed(part.title, async () => {
    const totals = await runMocha(["--timeout", String(part.timeout), ...options], files, await environment(part));
    const tests = totals.passed + totals.failed;
    if (tests > 0 || isFiltered(options)) return totals;
    return oneFailure(`No test ran, though there are ${files.length} files.`);
  });
}

/** The embedded profile must see no server, also where the shell names some; the distributed one gets ours. */
async function environment({ profile }: MochaPart): Promise<NodeJS.ProcessEnv> {
  const { NATS_URL, DATABASE_URL, REDIS_URL, SERVICES, ...rest } = process.env;
  const env = { NODE_ENV: "test", LOG_LEVEL: "warn", ...rest, TEST_PROFILE: profile };
  if (profile !== "distributed") return env;
  servers ??= await startServers();
  return { ...env, NATS_URL: servers.natsUrl, DATABASE_URL: servers.databaseUrl, REDIS_URL: servers.redisUrl };
}

async function timed(title: string, run: () => Promise<Totals>): Promise<void> {
  console.log(`\n=== ${title}\n`);
  const since = Date.now();
  const totals = await run().catch((error) => oneFailure(error instanceof Error ? error.message : String(error)));
  const seconds = (Date.now() - since) / 1000;
  results.push({ title, seconds, totals, ok: totals.failed === 0 });
  console.log(`--- ${title}: ${totals.failed === 0 ? "passed" : "FAILED"} in ${seconds.toFixed(1)} s`);
}

function summarise(options: string[]): void {
  const passed = results.reduce((sum, { totals }) => sum + totals.passed, 0);
  const failed = results.reduce((sum, { totals }) => sum + totals.failed, 0);
  console.log("\n=== Summary\n");
  for (const { title, seconds, totals, ok } of results) {
    const tests = totals.passed + totals.failed > 0 ? `${totals.passed} passed, ${totals.failed} failed, ` : "";
    console.log(`${ok ? "ok    " : "FAILED"}  ${title} (${tests}${seconds.toFixed(1)} s)`);
  }
  if (passed + failed === 0)
    console.log(`No test ran${isFiltered(options) ? `: ${options.join(" ")} matches none` : ""}.`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
  sayFailures();
  console.log(`\n${passed} passed, ${failed} failed`);
}

// At the very end: whoever reads only the last lines of a log learns what failed and why.
function sayFailures(): void {
  const said = results.flatMap(({ title, totals }) => totals.failures.map((failure) => `${title}: ${failure}`));
  if (said.length > 0) console.log(`\n${said.map((line) => line.replace(/\s+/g, " ").slice(0, 500)).join("\n")}`);
}

function isFiltered(options: string[]): boolean {
  return options.some((option) => /^(--f?grep|-[gf])\b/.test(option));
}
