import { describeErasing } from "./erasing.ts";
import { describeListing } from "./listing.ts";
import { describePurchases } from "./purchases.ts";
import { Readers } from "./readers.ts";
import { describeWriting } from "./writing.ts";

/** The tests of reviews, on any engine. */
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
