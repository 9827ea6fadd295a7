import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
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
  /** Milliseconds by spec file. */
  durations: Record<string, number>;
}

/** What the reporter sends after each test. */
export type Progress = Pick<Totals, "passed" | "failed">;

/** Where a program runs: its lane and environment, the file that takes its output (the screen, when there is none). */
export interface Place {
  lane: string;
  env: NodeJS.ProcessEnv;
  output?: number;
  onProgress?(progress: Progress): void;
}

/** The result of a check that succeeded. */
export const nothing: Totals = { passed: 0, failed: 0, failures: [], durations: {} };

/** What counts as one failure: a check, or a run that said nothing of its tests. */
export const oneFailure = (said: string): Totals => ({ ...nothing, failed: 1, failures: [said] });

/** Runs a program; returns whether it succeeded. */
export async function succeeds(
  program: string,
  args: string[],
  { env, output, onProgress }: Omit<Place, "lane">,
): Promise<boolean> {
  const shown = output ?? "inherit";
  const stdio: StdioOptions = ["inherit", shown, shown, ...(onProgress ? ["ipc" as const] : [])];
  const child: ChildProcess = spawn(program, args, { stdio, env });
  child.on("message", (message) => onProgress?.(message as Progress));
  const { pid } = child;
  if (pid) guard.watch(pid);
  const [code] = await once(child, "exit");
  if (pid) guard.release(pid);
  return code === 0;
}

/** Runs spec files with mocha in a process of its own. A run that broke before its end counts as one failure. */
export async function runMocha(args: string[], files: string[], place: Place): Promise<Totals> {
  const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-run-"));
  const file = join(folder, "totals.json");
  const reporter = ["--reporter", "./test/support/reporter.ts", "--reporter-option", `totals=${file}`];
  const set = ["seed", "limits"].flatMap((name) => ["--require", `./test/support/${name}.ts`]);
  const strict = [...set, "--forbid-only", "--forbid-pending"];
  try {
    // --exit: a connection that a test forgot must not hold up everything that comes after.
    const mocha = ["node_modules/mocha/bin/mocha.js", "--exit", ...strict, ...reporter, ...args, ...files];
    const ended = await succeeds(process.execPath, mocha, place);
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
