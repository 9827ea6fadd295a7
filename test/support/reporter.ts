import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import Mocha from "mocha";
import type { Progress, Totals } from "./run/commands.ts";

const { EVENT_RUN_END, EVENT_SUITE_BEGIN, EVENT_SUITE_END, EVENT_TEST_END, EVENT_TEST_FAIL } = Mocha.Runner.constants;

/** Mocha's own "spec" on the screen, and the totals as JSON in the file that `test/run.ts` reads. */
export default class TotalsReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { totals: file } = options.reporterOptions as { totals: string };
    const failures: string[] = [];
    const durations = timeFiles(runner);
    runner.on(EVENT_TEST_FAIL, (test, error: unknown) => {
      failures.push(`${test.titlePath().join(" › ")}: ${reasonOf(error)}`);
    });
    runner.on(EVENT_TEST_END, () => {
      const { passes: passed = 0, failures: failed = 0 } = runner.stats ?? {};
      process.send?.({ passed, failed } satisfies Progress);
    });
    runner.once(EVENT_RUN_END, () => {
      const { passes: passed = 0, failures: failed = 0 } = runner.stats ?? {};
      const totals: Totals = { passed, failed, failures, durations };
      writeFileSync(file, JSON.stringify(totals));
    });
  }
}

/** Adds up how long each file's outermost suites take, with their hooks, in milliseconds. */
function timeFiles(runner: Mocha.Runner): Record<string, number> {
  const durations: Record<string, number> = {};
  let began = 0;
  const isOutermost = (suite: Mocha.Suite) => suite.parent?.root === true;
  runner.on(EVENT_SUITE_BEGIN, (suite) => {
    if (isOutermost(suite)) began = performance.now();
  });
  runner.on(EVENT_SUITE_END, (suite) => {
    if (!isOutermost(suite) || !suite.file) return;
    const file = relative(process.cwd(), suite.file);
    durations[file] = (durations[file] ?? 0) + performance.now() - began;
  });
  return durations;
}

/** What an error says, and what caused it: `fetch failed` alone tells nothing. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${reasonOf(error.cause)}` : error.message;
}
