import { describeConcurrency } from "./concurrency.ts";
import { describeKills } from "./kills.ts";
import { describeSandbox } from "./sandbox.ts";
import { describeUndo } from "./undo.ts";

/** The tests of payments, on the engine that the environment names. */
export function describePayments(engine: string): void {
  describe(`payments (${engine})`, () => {
    describeSandbox();
    describeConcurrency();
    describeUndo();
    describe("when a process is killed", function () {
      this.timeout(180_000);
      describeKills();
    });
  });
}
