import { expect } from "chai";
import { newId } from "../../../mixins/values/ids.ts";
import { intend } from "../../../services/shipments/store/bookings.ts";
import { enterShipment } from "../../../services/shipments/store/sandbox.ts";
import { refusal } from "../refusal.ts";
import { until } from "../until.ts";
import type { ShipmentsHarness } from "./harness.ts";

/** How fulfilments are cancelled and undone. */
export function describeCancelling(harness: ShipmentsHarness): void {
  const { store_id, db, call, key, request, create, cancel, find, fulfillment, untilCancelled, booking, eventsOf } =
    harness;

  describe("cancelled", () => {
    it("is cancelled once, with its booking", async () => {
      const given = request({ provider_id: "sandbox" });
      await create(given);
      const answers = await Promise.all([1, 2, 3].map(() => cancel(given.fulfillment_id)));
      expect(answers).to.deep.equal([{ cancelled: true }, { cancelled: true }, { cancelled: true }]);
      expect(await find(given.fulfillment_id)).to.include({ status: "cancelled", version: 2 });
      await until(async () => (await booking(given.fulfillment_id)) === "cancelled");
      expect(await fulfillment(given.fulfillment_id)).to.equal("cancelled");
      expect(await eventsOf(given.fulfillment_id)).to.have.length(2);
    });

    it("reports when there is none to cancel", async () => {
      expect(await cancel(newId("ful"))).to.deep.equal({ cancelled: false });
    });

    it("is not found by another order or store", async () => {
      const given = request();
      await create(given);
      const { fulfillment_id } = given;
      const other = { fulfillment_id, store_id, order_id: "ord_2", idempotency_key: key() };
      const byOrder = await call("shipments.cancel", other);
      expect(byOrder).to.deep.equal({ cancelled: false });
      const byStore = call("shipments.update", {
        ...other,
        store_id: 1,
        idempotency_key: key(),
        changes: { awb: "x" },
      });
      expect(await refusal(byStore)).to.include({ type: "fulfillment_not_found", code: 404 });
      expect((await find(given.fulfillment_id))?.status).to.equal("pending");
    });

    it("leaves nothing of one that its order has refused, whether it is there or comes later", async () => {
      const [made, late] = [request(), request()];
      await call("shipments.record", made);
      const withdraw = ({ fulfillment_id, idempotency_key: undoes }: typeof made) =>
        call("shipments.withdraw", {
          store_id,
          order_id: made.order_id,
          fulfillment_id,
          undoes,
          idempotency_key: key(),
        });
      expect([await withdraw(made), await withdraw(made), await withdraw(late)]).to.deep.equal([
        { withdrawn: true },
        { withdrawn: false },
        { withdrawn: false },
      ]);
      expect(await refusal(call("shipments.record", late))).to.include({ type: "idempotency_key_reused" });
      expect([await find(made.fulfillment_id), await find(late.fulfillment_id)]).to.deep.equal([undefined, undefined]);
      const events = await eventsOf(made.fulfillment_id);
      expect(events.map(({ name, data }) => [name, "with_order" in data])).to.deep.equal([
        ["fulfillment.created", true],
        ["fulfillment.cancelled", true],
      ]);
    });

    for (const provider_id of [null, "sandbox"]) {
      const kind = provider_id ? "with a courier" : "without a courier";

      it(`as the undo of a step that has happened ${kind}`, async () => {
        const given = request({ provider_id });
        await create(given);
        const undone = { undoes: given.idempotency_key, idempotency_key: key() };
        expect(await cancel(given.fulfillment_id, undone)).to.deep.equal({ cancelled: true });
        expect(await cancel(given.fulfillment_id, undone)).to.deep.equal({ cancelled: true });
        expect((await find(given.fulfillment_id))?.status).to.equal("cancelled");
        if (provider_id) await untilCancelled(given.fulfillment_id);
        else expect(await fulfillment(given.fulfillment_id)).to.equal(undefined);
      });

      it(`as the undo of a step that arrives later ${kind}: the step is refused, and nothing stays booked`, async () => {
        const given = request({ provider_id });
        expect(await cancel(given.fulfillment_id, { undoes: given.idempotency_key })).to.deep.equal({
          cancelled: false,
        });
        expect((await refusal(create(given)))?.type).to.match(/^(fulfillment_cancelled|idempotency_key_reused)$/);
        expect(await find(given.fulfillment_id)).to.equal(undefined);
        expect(await fulfillment(given.fulfillment_id)).to.equal(undefined);
      });
    }

    it("as the undo of a step that timed out after it had booked: nothing stays booked", async () => {
      const given = request({ provider_id: "sandbox", shipping_method: "sandbox-timeout" });
      const { fulfillment_id } = given;
      await intend(db, { store_id, fulfillment_id }, "sandbox", given.idempotency_key);
      await enterShipment(db, { store_id, fulfillment_id }, "SBX1");

      expect(await cancel(given.fulfillment_id, { undoes: given.idempotency_key })).to.deep.equal({
        cancelled: false,
      });
      await untilCancelled(given.fulfillment_id);
      expect((await refusal(create(given)))?.type).to.match(/^(fulfillment_cancelled|idempotency_key_reused)$/);
      await untilCancelled(given.fulfillment_id);
    });

    it("leaves no booking and no fulfilment when its undo runs at any point of the step", async () => {
      const all = Array.from({ length: 24 }, () => request({ provider_id: "sandbox" }));
      await Promise.all(
        all.flatMap((given) => [
          create(given).catch(() => undefined),
          cancel(given.fulfillment_id, { undoes: given.idempotency_key }),
        ]),
      );
      for (const { fulfillment_id } of all) {
        await until(async () => (await booking(fulfillment_id)) === "cancelled");
        expect(await fulfillment(fulfillment_id)).not.to.equal("booked");
        expect((await find(fulfillment_id))?.status ?? "cancelled").to.equal("cancelled");
      }
    });

    it("leaves the booking of another request alone", async () => {
      const given = request({ provider_id: "sandbox" });
      await create(given);
      await cancel(given.fulfillment_id, { undoes: key() });
      expect(await booking(given.fulfillment_id)).to.equal("booked");
      expect((await find(given.fulfillment_id))?.status).to.equal("pending");
    });
  });
}
