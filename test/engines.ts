import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { projectRoot } from "../cli/cluster/plan.ts";
import { isDockerRunning } from "../cli/servers/docker.ts";
import { type Servers, startServers } from "../cli/servers/index.ts";
import { canUseRoots } from "../cli/servers/roots.ts";
import { cells, type Row, shortSuite, writeRows } from "./support/engines/cells.ts";
import { checkMigrations } from "./support/engines/migrations.ts";
import { versionsOf } from "./support/engines/versions.ts";
import { testMariadb } from "./support/servers.ts";

// `npm run test:engines` runs migrations and the distributed suite on every combination of servers, and writes the table
// of docs/engines.md. `-- --cell mysql@sid,nats,redis`, more than once, takes some; spec files take the place of the suite,
// and `--short` that of a fixed part of it.
// `-- --ci` runs MySQL alone, with one request of every endpoint, where it can be had within two minutes.
const page = join(projectRoot, "docs", "engines.md");
const args = process.argv.slice(2);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
try {
  process.exitCode = (await (args.includes("--ci") ? runInCi() : runMatrix())) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function runMatrix(): Promise<boolean> {
  const chosen = args.flatMap((arg, at) => (args[at - 1] === "--cell" ? [arg] : []));
  const suite = args.includes("--short") ? shortSuite : { files: args.filter((arg) => arg.endsWith(".spec.ts")) };
  let good = true;
  for (const cell of chosen.length > 0 ? chosen : cells) {
    const row = await runCell(cell, suite);
    good &&= !/FAILED/.test(row.migrations + row.tests);
    console.log(`\n${Object.values(row).join(" | ")}\n`);
    // After each, so that a run that is broken off leaves what it found.
    writeFileSync(page, writeRows(readFileSync(page, "utf8"), [row]));
  }
  return good;
}

async function runCell(cell: string, suite: Suite): Promise<Row> {
  const servers = await startServers({ engines: cell, fresh: true, mariadb: testMariadb });
  try {
    return {
      cell,
      servers: await versionsOf(servers),
      migrations: await checkMigrations(servers).catch((error: Error) => `FAILED: ${error.message.split("\n")[0]}`),
      tests: await runTests(servers, suite),
      day: new Date().toISOString().slice(0, 10),
    };
  } finally {
    await servers.stop();
  }
}

interface Suite {
  files: string[];
  env?: NodeJS.ProcessEnv;
  options?: string[];
}

async function runTests(servers: Servers, { files, env, options = [] }: Suite): Promise<string> {
  const urls = { NATS_URL: servers.natsUrl, DATABASE_URL: servers.databaseUrl, REDIS_URL: servers.redisUrl };
  const child = spawn(process.execPath, ["test/run.ts", "distributed", ...files, ...options], {
    cwd: projectRoot,
    env: { ...process.env, ...urls, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    process.stdout.write(chunk);
    said = `${said}${chunk}`.slice(-1_000);
  });
  const [code] = await once(child, "close");
  const [, passed = "0", failed = "?"] = /(\d+) passed, (\d+) failed\s*$/.exec(said) ?? [];
  const what = files.length > 0 ? `${files.length} files: ` : "";
  return `${what}${code === 0 ? "" : "FAILED: "}${passed} passed, ${failed} failed`;
}

async function runInCi(): Promise<boolean> {
  const cell = (await isDockerRunning()) ? "mysql@docker" : (await canUseRoots()) ? "mysql@sid" : undefined;
  const started = cell && (await withinTwoMinutes(startServers({ engines: cell, fresh: true, mariadb: testMariadb })));
  if (!started) {
    console.log(
      "MySQL cannot be had here within two minutes: neither Docker nor Debian's packages. Nothing was run on it.",
    );
    return true;
  }
  try {
    console.log(`${await versionsOf(started)}: ${await checkMigrations(started)}`);
    const result = await runTests(started, {
      files: ["test/integration/properties.spec.ts"],
      env: { PROPERTY_RUNS: "1" },
    });
    return !result.includes("FAILED");
  } finally {
    await started.stop();
  }
}

// Whatever starts later ends with this process.
async function withinTwoMinutes(start: Promise<Servers>): Promise<Servers | undefined> {
  const refused = (error: Error) => console.error(error.message) ?? undefined;
  return Promise.race([start.catch(refused), wait(120_000, undefined, { ref: false })]);
}
