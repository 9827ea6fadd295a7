import { describeCancelling } from "./cancelling.ts";
import { describeChanging } from "./changing.ts";
import { describeCourierCancellation } from "./courier-cancellation.ts";
import { ShipmentsHarness } from "./harness.ts";
import { describeMaking } from "./making.ts";

/** The tests of shipments, on any engine. */
export function describeShipments(engine: string): void {
  describe(`shipments (${engine})`, () => {
    const harness = new ShipmentsHarness();
    before(() => harness.start());
    after(() => harness.stop());

    describeMaking(harness);
    describeCancelling(harness);
    describeCourierCancellation(harness);
    describeChanging(harness);
  });
}
