import type { Result } from "./lanes.ts";

const shown = Number(process.env.SLOWEST ?? 10);

/** Says how every job ended, which spec files took longest, what failed, and as the last line how many tests passed. */
export function summarise(results: Result[]): { passed: number; failed: number } {
  const passed = results.reduce((sum, { totals }) => sum + totals.passed, 0);
  const failed = results.reduce((sum, { totals }) => sum + totals.failed, 0);
  console.log("\n=== Summary\n");
  for (const { title, lane, seconds, totals } of results) {
    const tests = totals.passed + totals.failed > 0 ? `${totals.passed} passed, ${totals.failed} failed, ` : "";
    const where = lane ? `, ${lane}` : "";
    console.log(`${totals.failed === 0 ? "ok    " : "FAILED"}  ${title} (${tests}${seconds.toFixed(1)} s${where})`);
  }
  sayLanes(results);
  saySlowest(results);
  return { passed, failed };
}

function sayLanes(results: Result[]): void {
  const lanes = Object.entries(Object.groupBy(results, ({ lane }) => lane));
  if (lanes.length < 2) return;
  const busy = lanes.map(
    ([lane, jobs = []]) => `${lane} ${jobs.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(0)} s`,
  );
  console.log(`\n${busy.join(", ")}`);
}

function saySlowest(results: Result[]): void {
  const files = results.flatMap(({ title, totals }) =>
    Object.entries(totals.durations).map(([file, ms]) => ({ file, title, ms })),
  );
  if (files.length < 2) return;
  console.log("\nThe slowest spec files:");
  for (const { file, title, ms } of files.toSorted((one, other) => other.ms - one.ms).slice(0, shown))
    console.log(`${(ms / 1000).toFixed(1).padStart(8)} s  ${file} (${title})`);
}

/** At the very end: whoever reads only the last lines of a log learns what failed and why. */
export function sayFailures(results: Result[]): void {
  const said = results.flatMap(({ title, totals }) => totals.failures.map((failure) => `${title}: ${failure}`));
  if (said.length > 0) console.log(`\n${said.map((line) => line.replace(/\s+/g, " ").slice(0, 500)).join("\n")}`);
}
