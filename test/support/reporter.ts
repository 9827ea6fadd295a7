import { writeFileSync } from "node:fs";
import Mocha from "mocha";
import type { Totals } from "./run/commands.ts";

/** Mocha's own "spec" on the screen, and the totals as JSON in the file that `test/run.ts` reads. */
export default class TotalsReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { totals: file } = options.reporterOptions as { totals: string };
    const failures: string[] = [];
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test, error: unknown) => {
      failures.push(`${test.titlePath().join(" › ")}: ${error instanceof Error ? error.message : error}`);
    });
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes: passed = 0, failures: failed = 0 } = runner.stats ?? {};
      const totals: Totals = { passed, failed, failures };
      writeFileSync(file, JSON.stringify(totals));
    });
  }
}
