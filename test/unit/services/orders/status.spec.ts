import { expect } from "chai";
import type { OrderDetail, SettableStatus } from "../../../../services/contracts.ts";
import { type OrdersShop, openOrders, refused } from "../../../support/core/shop-of-orders.ts";

describe("orders: status and cancellation", () => {
  let shop: OrdersShop;
  before(async () => {
    shop = await openOrders();
  });
  after(() => shop.stop());

  const setStatus = (order_id: string, status: SettableStatus, more: { note?: string; if_versions?: number[] } = {}) =>
    shop.call("orders.setStatus", { ...shop.write(), order_id, status, ...more });
  const cancel = (
    order_id: string,
    more: { cancel_reason_details?: string; note?: string; if_versions?: number[] } = {},
  ) => shop.call("orders.cancel", { ...shop.write(), order_id, reason: "out_of_stock", ...more });

  it("stores every part of an order and its timeline", async () => {
    const made = await shop.order({
      contact: { name: "Anjali Patel", email: null, phone: "+918765432109" },
      shipping_address: { line1: "123 Main Street", city: "Mumbai" },
      shipping_method: "Self-Delivery",
      tags: ["gift"],
      items: [
        {
          product_id: "item_1",
          sku: "PASTA",
          name: "Pasta",
          quantity: 2,
          unit_price: 200,
          modifiers: [{ id: "mod_1", name: "Cheese", price: 15, quantity: 2 }],
        },
      ],
    });
    expect(await shop.get(made)).to.deep.equal(made);
    expect(made.items[0]).to.include({ total: 460, fulfilled_quantity: 0 });
    expect(made.items[0]?.id).to.match(/^oit_/);
    await setStatus(made.id, "confirmed", { note: "By phone." });
    const { timeline, version, revision, note } = await shop.get(made);
    expect({ version, revision, note }).to.deep.equal({ version: 2, revision: 2, note: "By phone." });
    expect(timeline.map(({ type, note, data }) => ({ type, note, data }))).to.deep.equal([
      { type: "order.created", note: null, data: null },
      { type: "order.status_changed", note: "By phone.", data: { from: "pending", to: "confirmed" } },
    ]);
  });

  it("moves between all statuses except final ones, and to cancelled only by cancellation", async () => {
    const movable: SettableStatus[] = ["pending", "confirmed", "processing", "shipped", "refunded"];
    for (const from of movable) {
      for (const to of [...movable, "delivered"] as SettableStatus[]) {
        const { id } = await shop.order();
        await setStatus(id, from);
        expect((await setStatus(id, to)).changed).to.equal(from !== to);
      }
    }
    const { id } = await shop.order();
    await refused(setStatus(id, "cancelled" as never), "400 validation_error");
    await setStatus(id, "delivered");
    expect((await setStatus(id, "delivered")).changed).to.equal(false);
    await refused(setStatus(id, "shipped"), "409 invalid_status_transition");
  });

  it("refuses stale versions", async () => {
    const { id } = await shop.order();
    await refused(setStatus(id, "confirmed", { if_versions: [2] }), "412 version_mismatch");
    await setStatus(id, "confirmed", { if_versions: [1] });
    await refused(cancel(id, { if_versions: [1] }), "412 version_mismatch");
  });

  it("cancels all items and open fulfilments and lists the items to restock", async () => {
    const made = await shop.order({ items: [...threeLines] });
    const [first] = made.items;
    const pending = await shop.fulfil(made, [{ item_id: first?.id ?? "", quantity: 1 }]);
    const claimed = "ful_claimed_only";
    await shop.call("orders.claimFulfillment", {
      ...shop.write(),
      order_id: made.id,
      fulfillment_id: claimed,
      items: [{ item_id: first?.id ?? "", quantity: 1 }],
    });
    const done = await cancel(made.id, { cancel_reason_details: "The last ones broke.", note: "Sorry." });
    expect(done.order).to.include({ status: "cancelled", fulfillment_status: "unfulfilled", note: "Sorry." });
    expect(done.fulfillment_ids).to.have.members([pending, claimed]);
    expect(done.pieces).to.deep.equal([
      { sku: "PASTA", quantity: 7 },
      { sku: "PIZZA", quantity: 2 },
    ]);
    const after = await shop.get(made);
    expect(after).to.include({ cancel_reason: "out_of_stock", cancel_reason_details: "The last ones broke." });
    for (const item of after.items)
      expect(item).to.include({ cancelled_quantity: item.quantity, fulfilled_quantity: 0 });
    expect(after.timeline.at(-1)).to.deep.include({ type: "order.cancelled", data: { reason: "out_of_stock" } });
    await refused(confirm(made, claimed), "409 order_not_fulfillable");
    await refused(cancel(made.id), "409 order_already_cancelled");
  });

  const confirm = (order: OrderDetail, fulfillment_id: string) =>
    shop.call("orders.confirmFulfillment", { ...shop.write(), order_id: order.id, fulfillment_id });

  for (const status of ["shipped", "delivered", "refunded"] as const) {
    it(`refuses to cancel an order that is ${status}`, async () => {
      const { id } = await shop.order();
      await setStatus(id, status);
      await refused(cancel(id), "409 order_not_cancellable");
    });
  }

  it("refuses to cancel an order with a shipped fulfilment", async () => {
    const made = await shop.order();
    const fulfillment_id = await shop.fulfil(made, [{ item_id: made.items[0]?.id ?? "", quantity: 1 }]);
    const shipped = { ...shop.write(), order_id: made.id, fulfillment_id, status: "shipped" as const };
    expect((await shop.call("orders.setFulfillmentStatus", shipped)).order.status).to.equal("pending");
    await refused(cancel(made.id), "409 order_not_cancellable");
    expect((await shop.get(made)).items[0]).to.include({ fulfilled_quantity: 1, cancelled_quantity: 0 });
  });

  it("cancels once under concurrent requests", async () => {
    const { id } = await shop.order();
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => cancel(id)));
    expect(tries.filter(({ status }) => status === "fulfilled")).to.have.length(1);
  });

  it("reverts a status unless it has changed since", async () => {
    const { id: order_id } = await shop.order();
    const back = { order_id, from: "refunded" as const, to: "processing" as const };
    const { order, changed } = await shop.call("orders.revertStatus", { ...shop.write(), ...back });
    expect([changed, order.status, order.version]).to.deep.equal([false, "pending", 1]);
    await shop.call("orders.setStatus", { ...shop.write(), order_id, status: "refunded" });
    const reverted = await shop.call("orders.revertStatus", { ...shop.write(), ...back });
    expect([reverted.changed, reverted.order.status]).to.deep.equal([true, "processing"]);
  });

  it("records the payment status, and a touch raises the version", async () => {
    const { id: order_id } = await shop.order();
    const paid = { payment_status: "captured", financial_status: "paid" } as const;
    const recorded = await shop.call("orders.recordPayment", { ...shop.write(), order_id, ...paid });
    expect(recorded).to.include({ ...paid, version: 2 });
    expect(await shop.call("orders.recordPayment", { ...shop.write(), order_id, ...paid })).to.include({ version: 3 });
    expect(await shop.call("orders.touch", { ...shop.write(), order_id })).to.include({ version: 4, revision: 4 });
  });

  it("keeps the newest payment status when updates arrive out of order", async () => {
    const { id: order_id } = await shop.order();
    const record = (financial_status: "partially_refunded" | "refunded", money_version: number) =>
      shop.call("orders.recordPayment", {
        ...shop.write(),
        order_id,
        payment_status: "captured" as const,
        financial_status,
        money_version,
      });
    expect(await record("refunded", 7)).to.include({ financial_status: "refunded", version: 2 });
    expect(await record("partially_refunded", 5)).to.include({ financial_status: "refunded", version: 3 });
    expect(await record("partially_refunded", 8)).to.include({ financial_status: "partially_refunded", version: 4 });
  });
});

const threeLines = [
  { product_id: "item_1", sku: "PASTA", name: "Pasta", quantity: 3, unit_price: 100 },
  { product_id: "item_2", sku: "PIZZA", name: "Pizza", quantity: 2, unit_price: 100 },
  { product_id: "item_1", sku: "PASTA", name: "Pasta, large", quantity: 4, unit_price: 100 },
];
