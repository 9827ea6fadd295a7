import { expect } from "chai";
import { consumerOf } from "../../../mixins/messaging/inbox.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { forgetCustomers } from "../../../services/shipments/shipments.events.ts";
import { deliverErasure, erasureOf } from "../core/erased.ts";
import { refusal } from "../refusal.ts";
import { ann, type ShipmentsHarness } from "./harness.ts";

/** How fulfilments change, and what stays of them when their customer is erased. */
export function describeChanging(harness: ShipmentsHarness): void {
  const { store_id, db, request, create, update, find, untilCancelled, eventsOf } = harness;

  describe("updated", () => {
    it("has the given tracking and status, and a new version for each change", async () => {
      const { fulfillment_id } = await create(request()).then(({ id }) => ({ fulfillment_id: id }));
      const changes = {
        status: "shipped",
        awb: "AWB-1",
        tracking_url: "https://example.com/1",
        shipping_method: "Bike",
      } as const;
      expect(await update(fulfillment_id, changes)).to.include({ ...changes, version: 2 });
      expect(await update(fulfillment_id, changes)).to.include({ version: 2 });
      const person = { name: "Rider", phone: null };
      expect((await update(fulfillment_id, { delivery_person: person })).delivery_person).to.deep.equal(person);
      expect(await update(fulfillment_id, { delivery_person: null, awb: null })).to.include({
        delivery_person: null,
        awb: null,
        version: 4,
      });
      expect((await eventsOf(fulfillment_id)).map(({ name }) => name)).to.deep.equal([
        "fulfillment.created",
        ...Array(3).fill("fulfillment.updated"),
      ]);
    });

    it("to cancelled is a cancellation, after which nothing changes", async () => {
      const given = request({ provider_id: "sandbox" });
      await create(given);
      expect(await update(given.fulfillment_id, { status: "cancelled" })).to.include({
        status: "cancelled",
        version: 2,
      });
      await untilCancelled(given.fulfillment_id);
      expect(await update(given.fulfillment_id, { status: "cancelled" })).to.include({ version: 2 });
      for (const changes of [{ status: "shipped" }, { awb: "late" }] as const) {
        expect(await refusal(update(given.fulfillment_id, changes))).to.include({
          type: "invalid_fulfillment_transition",
          code: 409,
        });
      }
      expect((await eventsOf(given.fulfillment_id)).at(-1)?.name).to.equal("fulfillment.cancelled");
    });

    it("reports when there is no such fulfilment", async () => {
      expect(await refusal(update(newId("ful"), { awb: "x" }))).to.include({
        type: "fulfillment_not_found",
        code: 404,
      });
    });
  });

  it("keeps nothing of a customer who was erased while the request was on its way, and tells no courier", async () => {
    const late = { ...harness.request({ customer: ann }), customer_id: newId("cust") };
    await deliverErasure(
      harness.db,
      forgetCustomers,
      { store_id: late.store_id, tenant_id: late.tenant_id },
      late.customer_id,
    );
    expect((await harness.create(late)).customer).to.equal(null);
    expect((await harness.find(late.fulfillment_id))?.customer).to.equal(null);
    const booked = { ...harness.request({ customer: ann, provider_id: "sandbox" }), customer_id: late.customer_id };
    expect(await refusal(harness.create(booked))).to.include({ type: "courier_refused" });
    expect(await harness.fulfillment(booked.fulfillment_id)).to.equal(undefined);
    expect(await harness.find(booked.fulfillment_id)).to.equal(undefined);
  });

  it("removes an erased customer from their fulfilments, and from recorded answers", async () => {
    const mine = { ...request({ customer: ann }), customer_id: "cust_gone" };
    const other = request({ customer: ann });
    await create(mine);
    await create(other);
    await update(mine.fulfillment_id, { status: "shipped" });
    await consumerOf(db, forgetCustomers, Promise.resolve(), { error: () => undefined } as never).handle(
      erasureOf("cust_gone", store_id),
    );
    expect(await find(mine.fulfillment_id)).to.include({ customer: null, status: "shipped", version: 3 });
    expect((await find(other.fulfillment_id))?.customer).to.deep.equal(ann);
    const records = await db.rows<{ result: string | null }>(
      "SELECT result FROM shipments_idempotency WHERE subject_id = 'cust_gone'",
    );
    expect(records.map(({ result }) => result)).to.deep.equal([null, null]);
  });
}
