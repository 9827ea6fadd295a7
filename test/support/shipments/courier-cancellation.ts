import { expect } from "chai";
import { newId } from "../../../mixins/values/ids.ts";
import type { Courier } from "../../../services/shipments/couriers/courier.ts";
import { couriersFor } from "../../../services/shipments/couriers/index.ts";
import { retryDelay } from "../../../services/shipments/shipments.rules.ts";
import { cancelRequest, intend, queueCancellationAgain } from "../../../services/shipments/store/bookings.ts";
import { enterShipment } from "../../../services/shipments/store/sandbox.ts";
import { cancelDue } from "../../../services/shipments/workers/cancel-bookings.ts";
import { until } from "../until.ts";
import type { ShipmentsHarness } from "./harness.ts";

const quiet = { warn: () => undefined };

/** How bookings are cancelled at their couriers. */
export function describeCourierCancellation(harness: ShipmentsHarness): void {
  const { store_id, db, fulfillment, booking } = harness;

  describe("its courier's cancellation", () => {
    // Its own worker is stopped, so that these tests decide which one calls the courier.
    before(() => harness.start({ idle: true }));

    it("is retried until the courier accepts it, also when the courier booked after it", async () => {
      const ref = { store_id, fulfillment_id: newId("ful") };
      expect(await intend(db, ref, "slow", "step")).to.equal(undefined);
      await cancelRequest(db, ref, "step");
      let refusals = 2;
      const calls: string[] = [];
      const cancelOnce = async () => {
        calls.push(ref.fulfillment_id);
        if (refusals-- > 0) throw new Error("not now");
      };
      const slow: Courier = { book: () => Promise.reject(new Error("never")), cancel: cancelOnce };
      const cancelling = { db, couriers: { ...couriersFor(db), slow }, logger: quiet, retryDelay: () => 0 };
      while ((await booking(ref.fulfillment_id)) !== "cancelled") await cancelDue(cancelling, ref);
      expect(calls).to.have.length(3);
      expect(await intend(db, ref, "slow", "step")).to.include({ type: "fulfillment_cancelled" });
      await queueCancellationAgain(db, ref);
      expect(await cancelDue(cancelling, ref)).to.equal(1);
      expect(await booking(ref.fulfillment_id)).to.equal("cancelled");
      expect(calls).to.have.length(4);
    });

    it("is taken over from an instance that died before it called the courier", async () => {
      const ref = { store_id, fulfillment_id: newId("ful") };
      await intend(db, ref, "sandbox", "step");
      await enterShipment(db, ref, "SBX1");
      await cancelRequest(db, ref, "step");
      expect([await booking(ref.fulfillment_id), await fulfillment(ref.fulfillment_id)]).to.deep.equal([
        "cancelling",
        "booked",
      ]);
      await harness.start();
      await until(async () => (await booking(ref.fulfillment_id)) === "cancelled");
      expect(await fulfillment(ref.fulfillment_id)).to.equal("cancelled");
    });

    it("waits longer after each attempt, and ten minutes at most", () => {
      expect([1, 2, 3, 5, 9, 40].map(retryDelay)).to.deep.equal([1_000, 4_000, 16_000, 256_000, 600_000, 600_000]);
    });
  });
}
