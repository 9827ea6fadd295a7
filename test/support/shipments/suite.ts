import { describeCancelling } from "./cancelling.ts";
import { describeChanging } from "./changing.ts";
import { describeCourierCancellation } from "./courier-cancellation.ts";
import { Desk } from "./desk.ts";
import { describeMaking } from "./making.ts";

/** The tests of shipments, on any engine. */
export function describeShipments(engine: string): void {
  describe(`shipments (${engine})`, () => {
    const desk = new Desk();
    before(() => desk.start());
    after(() => desk.stop());

    describeMaking(desk);
    describeCancelling(desk);
    describeCourierCancellation(desk);
    describeChanging(desk);
  });
}
