import { describeErasing } from "./erasing.ts";
import { describeListing } from "./listing.ts";
import { describePurchases } from "./purchases.ts";
import { Readers } from "./readers.ts";
import { describeWriting } from "./writing.ts";

/** What reviews promise, whichever engine keeps them. */
export function describeReviews(engine: string): void {
  describe(`reviews (${engine})`, () => {
    const readers = new Readers();
    before(() => readers.start());
    after(() => readers.stop());

    describePurchases(readers);
    describeWriting(readers);
    describeListing(readers);
    describeErasing(readers);
  });
}
