import { describeCancelling } from "./cancelling.ts";
import { describeChanging } from "./changing.ts";
import { Desk } from "./desk.ts";
import { describeLettingGo } from "./letting-go.ts";
import { describeMaking } from "./making.ts";

/** What shipments promise, whichever engine keeps them. */
export function describeShipments(engine: string): void {
  describe(`shipments (${engine})`, () => {
    const desk = new Desk();
    before(() => desk.start());
    after(() => desk.stop());

    describeMaking(desk);
    describeCancelling(desk);
    describeLettingGo(desk);
    describeChanging(desk);
  });
}
