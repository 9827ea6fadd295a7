import { expect } from "chai";
import type { Courier } from "../../../services/shipments/couriers/courier.ts";
import { withinTime } from "../../../services/shipments/couriers/index.ts";
import { sandboxCourier } from "../../../services/shipments/couriers/sandbox.ts";
import { refusal } from "../refusal.ts";
import { ann, type ShipmentsHarness } from "./harness.ts";

/** How fulfilments are created, with a courier and without. */
export function describeMaking(harness: ShipmentsHarness): void {
  const {
    store_id,
    order_id,
    db,
    key,
    request,
    create,
    update,
    cancel,
    find,
    fulfillment,
    untilCancelled,
    booking,
    eventsOf,
    call,
  } = harness;

  describe("of the merchant's own", () => {
    it("is created once with the given data, for any number of retries with one key", async () => {
      const given = request({
        awb: "1Z999AA10123456784",
        tracking_url: "https://www.ups.com/track?tracknum=1Z999AA10123456784",
        provider_id: null,
        shipping_method: "Self-Delivery",
        customer: ann,
        delivery_person: { name: "Rider Rahul", phone: "+919876543210" },
        pickup_address: { type: "OFFICE", name: "Central Kitchen", line1: "456 Business Hub" },
      });
      const answers = await Promise.all([1, 2, 3].map(() => create(given)));
      for (const answer of answers) expect(answer).to.deep.equal(answers[0]);
      expect(answers[0]).to.deep.include({
        ...given.fulfillment,
        id: given.fulfillment_id,
        status: "pending",
        version: 1,
      });
      expect(await find(given.fulfillment_id)).to.deep.equal(answers[0]);
      expect(await eventsOf(given.fulfillment_id)).to.have.length(1);
      expect(await booking(given.fulfillment_id)).to.equal(undefined);
    });

    it("refuses another fulfilment with the same id in the store, and allows it in another store", async () => {
      const given = request();
      await create(given);
      expect(await refusal(create({ ...given, idempotency_key: key() }))).to.include({
        type: "fulfillment_exists",
        code: 409,
      });
      const elsewhere = await create({ ...given, store_id: store_id + 100_000, idempotency_key: key() });
      expect(elsewhere.id).to.equal(given.fulfillment_id);
    });

    it("says in its event when its order tells of it", async () => {
      const [told, untold] = [request(), request()];
      const { id } = await call("shipments.record", told);
      await create(untold);
      expect((await find(id))?.status).to.equal("pending");
      expect((await eventsOf(id)).map(({ data }) => "with_order" in data)).to.deep.equal([true]);
      expect((await eventsOf(untold.fulfillment_id)).map(({ data }) => "with_order" in data)).to.deep.equal([false]);
    });

    it("publishes events without personal data", async () => {
      const given = request({ customer: ann, delivery_person: { name: "Rider Rahul", phone: "+919876543210" } });
      await create(given);
      await update(given.fulfillment_id, { status: "shipped", delivery_person: { name: "Rider Sita", phone: null } });
      await cancel(given.fulfillment_id);
      const events = await eventsOf(given.fulfillment_id);
      expect(events.map(({ name, aggregate }) => [name, aggregate.version])).to.deep.equal([
        ["fulfillment.created", 1],
        ["fulfillment.updated", 2],
        ["fulfillment.cancelled", 3],
      ]);
      expect(events[0]?.data).to.deep.include({ order_id, customer_id: "cust_ann", before: null });
      expect(events[2]?.data).to.deep.include({ before: { status: "shipped" }, after: { status: "cancelled" } });
      expect(JSON.stringify(events)).not.to.match(/Anjali|John|Rider|\+91|Main Street|Mumbai|Alfredo/);
    });
  });

  describe("with a courier", () => {
    it("takes the courier's airway bill and tracking, and books once", async () => {
      const given = request({ provider_id: "sandbox", awb: "mine", customer: ann });
      const [one, two] = await Promise.all([create(given), create(given)]);
      expect(one).to.deep.equal(two);
      expect(one?.awb).to.match(/^SBX/);
      expect(one?.tracking_url).to.equal(`https://sandbox-courier.example/track/${one?.awb}`);
      expect(await fulfillment(given.fulfillment_id)).to.equal("booked");
      expect(await booking(given.fulfillment_id)).to.equal("booked");
      expect(await eventsOf(given.fulfillment_id)).to.have.length(1);
    });

    it("returns the same to a retry after its cancellation, and does not book again", async () => {
      const given = request({ provider_id: "sandbox" });
      const first = await create(given);
      await cancel(given.fulfillment_id);
      expect(await create(given)).to.deep.equal(first);
      await untilCancelled(given.fulfillment_id);
    });

    it("refuses an unknown provider", async () => {
      for (const provider_id of ["dhl", "constructor"]) {
        const given = request({ provider_id });
        expect(await refusal(create(given))).to.include({ type: "courier_not_found", code: 422 });
        expect(await find(given.fulfillment_id)).to.equal(undefined);
      }
    });

    it("reports the courier's refusal, and stores no fulfilment", async () => {
      const given = request({ provider_id: "sandbox", shipping_method: "sandbox-refuse" });
      expect(await refusal(create(given))).to.include({ type: "courier_refused", code: 422 });
      expect(await find(given.fulfillment_id)).to.equal(undefined);
      expect(await eventsOf(given.fulfillment_id)).to.deep.equal([]);
    });

    it("calls a courier again that timed out after it had booked, and has one booking", async () => {
      const given = request({ provider_id: "sandbox", shipping_method: "sandbox-timeout" });
      const fulfillmentOf = {
        store_id,
        fulfillment_id: given.fulfillment_id,
        items: [],
        shipping_method: "sandbox-timeout",
      };
      const booking = sandboxCourier(db).book({ ...fulfillmentOf, customer: null, pickup_address: null });
      expect(await refusal(booking)).to.include({ type: "service_unavailable", code: 503, retryable: true });
      expect(await fulfillment(given.fulfillment_id)).to.equal("booked");
      expect((await create(given)).awb).to.match(/^SBX/);
      expect(await eventsOf(given.fulfillment_id)).to.have.length(1);
    });

    // The broker retries idempotent calls.
    it("needs one call of the caller for it", async () => {
      const given = request({ provider_id: "sandbox", shipping_method: "sandbox-timeout" });
      expect((await create(given)).status).to.equal("pending");
      expect(await eventsOf(given.fulfillment_id)).to.have.length(1);
    });

    it("limits the time of a courier call, and maps its unexpected errors to `service_unavailable`", async () => {
      const silent: Courier = {
        book: () => new Promise(() => undefined),
        cancel: () => Promise.reject(new Error("ECONNRESET")),
      };
      const courier = withinTime(silent, 5);
      const ref = { store_id, fulfillment_id: "ful_x" };
      const booking = courier.book({ ...ref, items: [], shipping_method: null, customer: null, pickup_address: null });
      expect(await refusal(booking)).to.include({ type: "service_unavailable" });
      expect(await refusal(courier.cancel(ref))).to.include({ type: "service_unavailable" });
    });
  });
}
