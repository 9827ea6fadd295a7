import { expect } from "chai";
import { newId } from "../../../mixins/values/ids.ts";
import { cancelDue } from "../../../services/shipments/cancellations.ts";
import type { Courier } from "../../../services/shipments/couriers/courier.ts";
import { couriersFor } from "../../../services/shipments/couriers/index.ts";
import { retryDelay } from "../../../services/shipments/shipments.rules.ts";
import { forestall, intend, letGoAgain } from "../../../services/shipments/store/bookings.ts";
import { enterShipment } from "../../../services/shipments/store/sandbox.ts";
import { until } from "../until.ts";
import type { Desk } from "./desk.ts";

const quiet = { warn: () => undefined };

/** How couriers are brought to let go of what was booked. */
export function describeLettingGo(desk: Desk): void {
  const { store_id, db, fulfillment, booking } = desk;

  describe("its courier's cancellation", () => {
    // Its own worker is stopped, so that these tests decide who asks.
    before(() => desk.start({ idle: true }));

    it("is asked for until the courier agrees, also when the courier took the parcel after it", async () => {
      const ref = { store_id, fulfillment_id: newId("ful") };
      expect(await intend(db, ref, "slow", "step")).to.equal(undefined);
      await forestall(db, ref, "step");
      let refusals = 2;
      const asked: string[] = [];
      const cancelOnce = async () => {
        asked.push(ref.fulfillment_id);
        if (refusals-- > 0) throw new Error("not now");
      };
      const slow: Courier = { book: () => Promise.reject(new Error("never")), cancel: cancelOnce };
      const cancelling = { db, couriers: { ...couriersFor(db), slow }, logger: quiet, retryDelay: () => 0 };
      while ((await booking(ref.fulfillment_id)) !== "cancelled") await cancelDue(cancelling, ref);
      expect(asked).to.have.length(3);
      expect(await intend(db, ref, "slow", "step")).to.include({ type: "fulfillment_cancelled" });
      await letGoAgain(db, ref);
      expect(await cancelDue(cancelling, ref)).to.equal(1);
      expect(await booking(ref.fulfillment_id)).to.equal("cancelled");
      expect(asked).to.have.length(4);
    });

    it("is taken over from an instance that died before it asked", async () => {
      const ref = { store_id, fulfillment_id: newId("ful") };
      await intend(db, ref, "sandbox", "step");
      await enterShipment(db, ref, "SBX1");
      await forestall(db, ref, "step");
      expect([await booking(ref.fulfillment_id), await fulfillment(ref.fulfillment_id)]).to.deep.equal([
        "cancelling",
        "booked",
      ]);
      await desk.start();
      await until(async () => (await booking(ref.fulfillment_id)) === "cancelled");
      expect(await fulfillment(ref.fulfillment_id)).to.equal("cancelled");
    });

    it("waits longer after each try, and ten minutes at the most", () => {
      expect([1, 2, 3, 5, 9, 40].map(retryDelay)).to.deep.equal([1_000, 4_000, 16_000, 256_000, 600_000, 600_000]);
    });
  });
}
