import { describeConcurrency } from "./concurrency.ts";
import { describeKills } from "./kills.ts";
import { describeSandbox } from "./sandbox.ts";
import { describeUndo } from "./undo.ts";

/** What holds of payments on every engine; the environment says which one this process works with. */
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
