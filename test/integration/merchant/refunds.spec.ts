import "../../support/harness/data.ts";
import { expect } from "chai";
import { ulid } from "ulid";
import type { Parsed, Sending } from "../../support/harness/index.ts";
import { all, mailOf } from "../../support/harness/orders.ts";
import { askBack, type Bought, buy, buyDelivered, linesOf, moveReturn } from "../../support/harness/returns.ts";
import { newShop, type Shop } from "../../support/harness/shop.ts";

// 100.00 in two lines of 90 and 10, with a tip of 9 and shipping of 1: 110.00 in all.
const items = [
  { name: "Pizza", quantity: 3, unit_price: 3_000 },
  { name: "Cola", quantity: 1, unit_price: 1_000 },
];
const more = { tip: 900, shipping: 100 };

describe("refunds", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const read = async ({ path }: Pick<Bought, "path">) => (await shop.ask("GET", path)).body;
  const refund = (bought: Pick<Bought, "path">, body: object, sending: Sending = {}) =>
    shop.ask("POST", `${bought.path}/refunds`, { body: { reason: "goodwill", ...body }, ...sending });
  const settle = (bought: Pick<Bought, "path">, id: string, body: object = {}) =>
    shop.ask("POST", `${bought.path}/refunds/${id}/settle`, { body });
  const refusal = (reply: Parsed) => `${reply.status} ${reply.body.code}`;
  const linesIn = ({ order }: Bought, { lines }: Parsed) =>
    lines.map(({ line, quantity, amount }: Parsed) => [
      order.items.find(({ id }) => id === line)?.name ?? line,
      quantity,
      amount,
    ]);

  it("give back an amount once, spread over all that was paid, and notify the customer", async () => {
    const bought = await buy(shop, { items, more });
    const body = { amount: 11, note: "The box was dented.", notify_customer: true };
    const sending = { headers: { "Idempotency-Key": ulid() } };
    const made = await refund(bought, body, sending);
    expect(made.status, made.text).to.equal(201);
    expect(made.body.refund).to.include({ amount: 11, status: "succeeded", reason: "goodwill", settled: false });
    expect(linesIn(bought, made.body.refund)).to.deep.equal([
      ["Pizza", null, 9],
      ["Cola", null, 1],
      ["shipping", null, 0.1],
      ["tip", null, 0.9],
    ]);
    expect(made.body.order).to.include({ financial_status: "partially_refunded" });
    expect((await refund(bought, body, sending)).body.refund.id).to.equal(made.body.refund.id);
    expect((await read(bought)).refunds).to.have.length(1);
    const [mail] = await mailOf(bought);
    expect(mail.text).to.include("11.00");
  });

  it("give back pieces with their part of the line, and the rest by an amount, to exactly what was paid", async () => {
    const bought = await buyDelivered(shop, { items, more });
    const [pizza] = all(bought, 1);
    const one = await refund(bought, { items: [pizza], reason: "damaged" });
    expect(linesIn(bought, one.body.refund)).to.deep.equal([["Pizza", 1, 30]]);
    expect((await refund(bought, { items: [{ ...pizza, quantity: 2 }] })).body.refund.amount).to.equal(60);
    const again = await refund(bought, { items: [pizza] });
    expect(refusal(again)).to.equal("422 refund_exceeds_paid");
    expect(again.body.details[0].path).to.equal("items.0.quantity");
    expect((await refund(bought, { amount: 20 })).body.order.financial_status).to.equal("refunded");
    expect((await read(bought)).refunds.reduce((sum: number, { amount }: Parsed) => sum + amount, 0)).to.equal(110);
  });

  it("are refused with the field that is wrong, and change nothing", async () => {
    const bought = await buy(shop, { items, more });
    const foreign = await buy(shop, { items });
    const before = await read(bought);
    const wrong: [string, object, string][] = [
      ["422 refund_exceeds_paid", { amount: 110.01 }, "amount"],
      ["422 refund_item_unknown", { items: all(foreign, 1) }, "items.0.id"],
      ["422 refund_exceeds_paid", { items: all(bought, 4) }, "items.0.quantity"],
      ["400 validation_error", { amount: 0 }, "amount"],
      ["400 validation_error", { amount: -1 }, "amount"],
      ["400 validation_error", { amount: 0.001 }, "amount"],
      ["400 validation_error", { amount: 2 ** 53 }, "amount"],
      ["400 validation_error", { items: all(bought, 0) }, "items.0.quantity"],
      ["400 validation_error", { items: all(bought, 1.5) }, "items.0.quantity"],
      ["400 validation_error", { items: all(bought, -1) }, "items.0.quantity"],
      ["400 validation_error", { items: all(bought, 2 ** 53) }, "items.0.quantity"],
      ["400 validation_error", { items: all(bought), amount: 1 }, ""],
      ["400 validation_error", {}, ""],
      ["400 validation_error", { amount: 1, reason: "because" }, "reason"],
    ];
    for (const [expected, body, path] of wrong) {
      const reply = await refund(bought, body);
      expect(refusal(reply), JSON.stringify(body)).to.equal(expected);
      expect(reply.body.details[0].path, JSON.stringify(body)).to.equal(path);
    }
    expect(await read(bought)).to.deep.equal(before);
    const stale = { headers: { "If-Match": '"1-nothing"' } };
    expect(refusal(await refund(bought, { amount: 1 }, stale))).to.equal("412 version_mismatch");
  });

  it("give back each cent once to concurrent requests", async () => {
    const bought = await buy(shop, { items, more });
    const replies = await Promise.all(Array.from({ length: 8 }, () => refund(bought, { amount: 30 })));
    expect(replies.filter(({ status }) => status === 201)).to.have.length(3);
    expect(await read(bought)).to.include({ financial_status: "partially_refunded" });
  });

  it("that are declined stay failed and can be settled once", async () => {
    const bought = await buy(shop, { items, more, paidWith: "pm_card_refund_declined" });
    const declined = await refund(bought, { items: all(bought, 1), reason: "other" });
    expect(refusal(declined)).to.equal("422 refund_declined");
    const [{ id, status }] = (await read(bought)).refunds;
    expect(status).to.equal("failed");
    expect(declined.body.details).to.deep.equal([{ path: "refund_id", message: id }]);
    const settled = await settle(bought, id, { note: "In cash." });
    expect(settled.status, settled.text).to.equal(200);
    expect(settled.body.refund).to.include({ status: "succeeded", settled: true, note: "In cash.", amount: 40 });
    expect(settled.body.order.financial_status).to.equal("partially_refunded");
    expect(refusal(await settle(bought, id))).to.equal("409 refund_not_failed");
    expect(refusal(await settle(bought, "ref_unknown"))).to.equal("404 refund_not_found");
    expect(refusal(await refund(bought, { amount: 80 }))).to.equal("422 refund_exceeds_paid");
  });

  it("of a cancellation that is declined end it, say how to go on, and add one line to the timeline", async () => {
    const bought = await buy(shop, { items, more, paidWith: "pm_card_refund_declined" });
    const body = { reason: "other", refund: true };
    const sending = { body, headers: { "Idempotency-Key": ulid() } };
    const declined = await shop.ask("POST", `${bought.path}/cancel`, sending);
    expect(refusal(declined)).to.equal("422 refund_declined");
    expect(declined.body.message).to.include("The order is cancelled");
    expect(refusal(await shop.ask("POST", `${bought.path}/cancel`, sending))).to.equal("422 refund_declined");
    const order = await read(bought);
    expect(order).to.include({ status: "cancelled", financial_status: "paid" });
    expect(order.timeline.filter(({ type }: Parsed) => type === "order.cancelled")).to.have.length(1);
    expect(order.timeline.filter(({ type }: Parsed) => type === "refund.failed").length).to.be.at.most(1);
    const { path, message: id } = declined.body.details[0];
    expect(path).to.equal("refund_id");
    expect((await settle(bought, id)).body.order).to.include({ status: "cancelled", financial_status: "refunded" });
  });

  it("can follow a cancellation without refund", async () => {
    const bought = await buy(shop, { items, more });
    await shop.ask("POST", `${bought.path}/cancel`, { body: { reason: "other" } });
    expect((await refund(bought, { amount: 110 })).body.order).to.include({ financial_status: "refunded" });
  });

  it("of lost pieces write them off: they are neither sent again nor delivered", async () => {
    const bought = await buy(shop, { items });
    const made = await shop.ask("POST", `${bought.path}/fulfillments`, { body: { items: all(bought) } });
    const parcel = `${bought.path}/fulfillments/${made.body.id}`;
    for (const status of ["shipped", "lost"]) await shop.ask("PATCH", parcel, { body: { status } });
    const [pizza, cola] = all(bought);
    await refund(bought, { items: [pizza] });
    expect((await read(bought)).items[0]).to.include({ lost_quantity: 0, cancelled_quantity: 3 });
    const sent = await shop.ask("POST", `${bought.path}/fulfillments`, { body: { items: [pizza] } });
    expect(refusal(sent)).to.equal("422 quantity_exceeds_unfulfilled");
    expect(refusal(await shop.ask("PATCH", parcel, { body: { status: "delivered" } }))).to.equal(
      "409 invalid_fulfillment_transition",
    );
    const again = await shop.ask("POST", `${bought.path}/fulfillments`, { body: { items: [cola] } });
    expect(again.status, again.text).to.equal(201);
  });

  describe("of a replacement", () => {
    async function replaced() {
      const bought = await buyDelivered(shop, { items: [{ name: "Lamp", quantity: 1, unit_price: 10_000 }] });
      const { id } = await askBack(bought, linesOf(bought, 1, { resolution: "replacement" }));
      await moveReturn(shop, id, "approve");
      const received = await moveReturn(shop, id, "receive");
      expect(received.body.refund_amount).to.equal(null);
      const order_id = received.body.replacement_order_id;
      const order = (await shop.ask("GET", `/orders/${order_id}`)).body;
      const replacement = { ...bought, order, path: `/orders/${order_id}`, own: `/orders/${order.order_number}` };
      expect((await read(bought)).items[0]).to.include({ replaced_quantity: 1, returned_quantity: 1 });
      return { bought, replacement };
    }

    it("go back from the order that was paid when the replacement is cancelled", async () => {
      const { bought, replacement } = await replaced();
      const body = { reason: "out_of_stock", refund: true };
      const cancelled = await shop.ask("POST", `${replacement.path}/cancel`, { body });
      expect(cancelled.status, cancelled.text).to.equal(200);
      expect(cancelled.body.refund).to.include({ amount: 100 });
      expect(await read(bought)).to.include({ financial_status: "refunded" });
      expect(refusal(await refund(replacement, { amount: 1 }))).to.equal("422 refund_exceeds_paid");
    });

    it("go back from the order that was paid when the replacement is returned", async () => {
      const { bought, replacement } = await replaced();
      await shop.ask("PATCH", `${replacement.path}/status`, { body: { status: "delivered" } });
      const { id } = await askBack(replacement);
      await moveReturn(shop, id, "approve");
      expect((await moveReturn(shop, id, "receive")).body).to.include({ refund_amount: 100 });
      expect(await read(bought)).to.include({ financial_status: "refunded" });
    });

    it("go back by the refund action, once", async () => {
      const { bought, replacement } = await replaced();
      expect((await refund(replacement, { items: all(replacement) })).body.refund).to.include({ amount: 100 });
      expect(refusal(await refund(bought, { amount: 1 }))).to.equal("422 refund_exceeds_paid");
      const cancelled = await shop.ask("POST", `${replacement.path}/cancel`, {
        body: { reason: "other", refund: true },
      });
      expect(cancelled.body).to.include({ status: "cancelled", refund: null });
    });
  });
});
