import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { randomOf } from "../../demo-data/random.ts";
import { type Told, tries } from "./answers.ts";
import { torment } from "./faults.ts";
import { History, now } from "./history.ts";
import { violations } from "./invariants.ts";
import { operate } from "./operations.ts";
import { recovers } from "./recovery.ts";
import { settle } from "./settle.ts";
import { type Goods, openShop } from "./shop.ts";
import { type Profile, profiles, startTarget, type Target } from "./target.ts";
import type { Violation } from "./violation.ts";

interface Options {
  minutes: number;
  seed: number;
  profile: Profile;
  clients: number;
  faults?: string;
}

const settleMs = 180_000;
// A request has 10 s.
const lateMs = 12_000;

const positive = (text: string) => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It must be a number above zero.");
  return value;
};

const command = new Command("torture")
  .description(
    "Runs clients against the product while its processes, engines, disk and clocks fail, and checks what is left.",
  )
  .option("--minutes <number>", "how long faults are made", positive, 5)
  .option("--seed <number>", "chooses the operations and the faults", positive, 1)
  .addOption(new Option("--profile <name>", "what is run").choices(profiles).default("embedded"))
  .option("--faults <kinds>", "makes only these, with commas between: kill,restart,freeze,…")
  .option("--clients <number>", "clients at once", positive, 6)
  .action(run);

await command.parseAsync();

async function run(options: Options): Promise<void> {
  const { minutes, seed, profile, clients } = options;
  const folder = mkdtempSync(join(tmpdir(), "torture-"));
  const history = new History(join(folder, "history.log"));
  console.log(`${profile}, seed ${seed}, ${minutes} min; the history is in ${folder}`);
  const target = await startTarget(profile, minutes, (line) => note(history, line));
  try {
    const goods = await openShop(target.urls[0] ?? "");
    const told: Told = { placed: [], unanswered: new Set(), declined: new Set(), received: [], operations: 0 };
    const until = now() + minutes * 60_000;
    const over = new AbortController();
    const faults = torment(target, randomOf(seed, "faults"), history, over.signal, options.faults?.split(","));
    await Promise.all(
      Array.from({ length: clients }, (_, client) => {
        const url = target.urls[client % target.urls.length] ?? "";
        return operate(url, goods, randomOf(seed, "client", client), history, told, until);
      }),
    );
    over.abort();
    const counts = await faults;
    const half = await recovers(target.urls[0] ?? "");
    const found = await judge(target, goods, told, history);
    report(options, told, counts, [...half, ...found], history);
  } finally {
    await target.stop();
  }
  process.exit();
}

async function judge(target: Target, goods: Goods, told: Told, history: History) {
  const query = await target.query();
  try {
    const since = now();
    const left = await settle(query, settleMs);
    if (left.length === 0)
      console.log(`All has ended, and every event arrived, ${((now() - since) / 1_000).toFixed(1)} s later.`);
    const found = await violations(query, goods, told, history);
    return [...left.map((what) => ({ what: `after ${settleMs / 1000} s: ${what}` })), ...found];
  } finally {
    await query.close();
  }
}

function report(
  { minutes, seed, profile }: Options,
  told: Told,
  counts: Record<string, number>,
  found: Violation[],
  history: History,
): void {
  for (const { what, order } of found) {
    console.log(`\nVIOLATION ${order ?? ""}: ${what}`);
    if (order) for (const line of history.of(order)) console.log(`  ${line}`);
  }
  const faults = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  const sum = Object.values(counts).reduce((all, count) => all + count, 0);
  console.log(
    `\n${profile}, seed ${seed}, ${minutes} min: ${told.operations} operations, ${told.placed.length} orders, ` +
      `${sum} faults (${faults.join(", ")}), ${told.unanswered.size} placings unanswered, ${found.length} violations`,
  );
  console.log(sayTries());
  process.exitCode = found.length > 0 ? 1 : 0;
}

// No answer is "none": its process was killed, or the client gave up after half a minute.
function sayTries(): string {
  const byStatus = Object.entries(Object.groupBy(tries, ({ status }) => status || "none"));
  const counts = byStatus.map(([status, all]) => `${all?.length} ${status}`);
  const ms = tries.map((each) => each.ms).sort((one, other) => one - other);
  const late = ms.filter((each) => each > lateMs).length;
  const at = (share: number) => `${Math.round(ms[Math.floor(share * (ms.length - 1))] ?? 0)} ms`;
  return `Answers: ${counts.join(", ")}; half within ${at(0.5)}, 99 % within ${at(0.99)}, the longest ${at(1)}, ${late} above ${lateMs} ms`;
}

// Warnings of what a fault brings are expected; an error, or an end that nobody asked for, is part of the history.
function note(history: History, line: string): void {
  if (/"level":(50|60)|ended \(code [1-9]/.test(line)) history.note(line.slice(0, 1_000));
}
