import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guard } from "../../../cli/servers/guard.ts";

/** How many tests passed and failed, and what those that failed are called and said. */
export interface Totals {
  passed: number;
  failed: number;
  failures: string[];
}

/** What counts as one failure: a check, or a run that said nothing of its tests. */
export const oneFailure = (said: string): Totals => ({ passed: 0, failed: 1, failures: [said] });

/** Runs a program on our own screen and tells whether it ended well. */
export async function succeeds(program: string, args: string[], env = process.env): Promise<boolean> {
  const child = spawn(program, args, { stdio: "inherit", env });
  const { pid } = child;
  if (pid) guard.watch(pid);
  const [code] = await once(child, "exit");
  if (pid) guard.release(pid);
  return code === 0;
}

/** Runs spec files with mocha in a process of its own. A run that broke before its end counts as one failure. */
export async function runMocha(args: string[], files: string[], env: NodeJS.ProcessEnv): Promise<Totals> {
  const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-run-"));
  const file = join(folder, "totals.json");
  const reporter = ["--reporter", "./test/support/reporter.ts", "--reporter-option", `totals=${file}`];
  const strict = ["--forbid-only", "--forbid-pending"];
  try {
    // --exit: a connection that a test forgot must not hold up everything that comes after.
    const mocha = ["node_modules/mocha/bin/mocha.js", "--exit", ...strict, ...reporter, ...args, ...files];
    const ended = await succeeds(process.execPath, mocha, env);
    const totals = await readTotals(file);
    if (!totals) return oneFailure("Mocha ended before its tests did.");
    if (ended || totals.failed > 0) return totals;
    return { ...oneFailure("Mocha ended badly, though no test failed."), passed: totals.passed };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readTotals(file: string): Promise<Totals | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Totals;
  } catch {
    return undefined;
  }
}
