import { describeErasing } from "./erasing.ts";
import { describeListing } from "./listing.ts";
import { describeMoving } from "./moving.ts";
import { Senders } from "./senders.ts";

/** The tests of returns, on any engine. */
export function describeReturns(engine: string): void {
  describe(`returns (${engine})`, () => {
    const senders = new Senders();
    before(() => senders.start());
    after(() => senders.stop());

    describeMoving(senders);
    describeListing(senders);
    describeErasing(senders);
  });
}
