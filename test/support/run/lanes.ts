import { accessSync, closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { availableParallelism, freemem, tmpdir } from "node:os";
import { join } from "node:path";
import { guard } from "../../../cli/servers/guard.ts";
import { oneFailure, type Place, type Progress, type Totals } from "./commands.ts";

/** One check, or the spec files of one part. */
export interface Job {
  title: string;
  /** It measures time, so nothing else runs meanwhile. */
  alone?: boolean;
  run(place: Place): Promise<Totals>;
}

/** How a job ended. */
export interface Result {
  title: string;
  lane: string;
  seconds: number;
  totals: Totals;
}

const ordinals = ["first", "second", "third", "fourth"];

/** A start of the product, with what it compiles, takes longer than this on a slow machine, in seconds. */
const slowStart = 6;

/**
 * How many lanes there are: TEST_LANES, or one more than there are processors, up to three, since about half of a lane's
 * time is waiting; on a slow machine, where that half is less, one for each processor. One where the servers are given, and
 * where there is one processor. `start` is how long the product took to start, in seconds.
 */
export function laneCount(start = 0): number {
  const isGiven = ["NATS_URL", "DATABASE_URL", "REDIS_URL"].some((name) => process.env[name]);
  const processors = availableParallelism();
  const wished =
    Number(process.env.TEST_LANES) ||
    (isGiven || processors === 1 ? 1 : Math.min(3, start > slowStart ? processors : processors + 1));
  return Math.min(wished, ordinals.length);
}

/**
 * Runs the jobs and answers how each ended, in their order. The first lane takes jobs from the front and the others from the
 * end, until they meet: at the front is what computes, at the end what mostly waits. Then come those that run alone.
 */
export async function runJobs(jobs: Job[], lanes: number): Promise<Result[]> {
  const results = new Map<Job, Result>();
  const side = jobs.filter(({ alone }) => !alone);
  const count = Math.min(lanes, side.length);
  const isOne = count < 2;
  const work = async (lane: number) => {
    const next = () => (lane === 0 ? side.shift() : side.pop());
    for (let job = next(); job; job = next())
      results.set(job, await (isOne ? runHere(job, "") : runAside(job, lane, count)));
  };
  await Promise.all(Array.from({ length: count }, (_, lane) => work(lane)));
  for (const job of jobs.filter(({ alone }) => alone)) results.set(job, await runHere(job, isOne ? "" : "alone"));
  return jobs.flatMap((job) => results.get(job) ?? []);
}

// Below those that the system gives to clients, where FREE_PORTS names no others.
function portsOf(lane: number, count: number): string {
  const [first = 0, last = 0] = (process.env.FREE_PORTS || "15000-30999").split("-").map(Number);
  const each = Math.floor((last + 1 - first) / count);
  return `${first + lane * each}-${first + (lane + 1) * each - 1}`;
}

/** Runs a job on the screen. */
async function runHere(job: Job, lane: string): Promise<Result> {
  console.log(`\n=== ${job.title}\n`);
  const result = await timed(job, { lane, env: process.env });
  console.log(ending(result));
  return result;
}

/** Runs a job beside another one, and shows what it said when it has ended. Each lane has its own files and ports. */
async function runAside(job: Job, at: number, count: number): Promise<Result> {
  const folder = mkdtempSync(join(scratch(), "lane-"));
  guard.folder(folder);
  const file = join(folder, "output");
  const output = openSync(file, "a");
  const lane = `${ordinals[at]} lane`;
  const env = { ...process.env, TMPDIR: folder, FREE_PORTS: portsOf(at, count) };
  const tells = tellProgress(job.title);
  // Whoever breaks off a run wants to see what a job said until then.
  const show = () => console.log(`\n=== ${job.title}\n\n${readFileSync(file, "utf8")}`);
  process.once("exit", show);
  try {
    const result = await timed(job, { lane, env, output, onProgress: tells.progress });
    show();
    console.log(ending(result));
    return result;
  } finally {
    process.off("exit", show);
    tells.end();
    closeSync(output);
    rmSync(folder, { recursive: true, force: true });
  }
}

const memory = "/dev/shm";
const enough = 3 * 2 ** 30;

/**
 * Where lanes have their files: in memory, when there is enough of it, else in the temporary folder. Tests kill processes,
 * never the machine, so nothing is lost with it; on one disk the lanes' servers wait for each other at every commit.
 * A TMPDIR that is given is taken.
 */
function scratch(): string {
  if (process.env.TMPDIR || freemem() < 2 * enough) return tmpdir();
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize < enough ? tmpdir() : memory;
  } catch {
    return tmpdir();
  }
}

async function timed({ title, run }: Job, place: Place): Promise<Result> {
  const since = Date.now();
  const totals = await run(place).catch((error) => oneFailure(error instanceof Error ? error.message : String(error)));
  return { title, lane: place.lane, seconds: (Date.now() - since) / 1000, totals };
}

const ending = ({ title, seconds, totals }: Result) =>
  `--- ${title}: ${totals.failed === 0 ? "passed" : "FAILED"} in ${seconds.toFixed(1)} s`;

const everyMs = 30_000;

/** Says every half minute how far a job is whose output is not shown yet. */
function tellProgress(title: string) {
  const since = Date.now();
  let last: Progress = { passed: 0, failed: 0 };
  const say = () => {
    const minutes = ((Date.now() - since) / 60_000).toFixed(1);
    console.log(`... ${title}: ${last.passed} passed, ${last.failed} failed after ${minutes} min`);
  };
  const timer = setInterval(say, everyMs);
  return {
    progress: (progress: Progress) => {
      last = progress;
    },
    end: () => clearInterval(timer),
  };
}
