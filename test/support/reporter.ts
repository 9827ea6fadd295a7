import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/** Mocha's own "spec" on the screen, and the totals as JSON in the file that `test/run.ts` reads. */
export default class TotalsReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { totals } = options.reporterOptions as { totals: string };
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes = 0, failures = 0 } = runner.stats ?? {};
      writeFileSync(totals, JSON.stringify({ passed: passes, failed: failures }));
    });
  }
}
